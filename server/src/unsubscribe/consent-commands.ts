/** Whose consent, on which channel, to which topic. */
export interface Unsubscription {
  workspaceId: number;
  profileId: string;
  channel: string;
  topic: string;
}

/** Withdraws consents: a command in the profile's inbox, since a profile has one writer (ENGINE D5). */
export abstract class ConsentCommands {
  /**
   * Resolves once the command is durable. Repeating it changes nothing, and so does naming a profile that is gone:
   * whoever holds a link must not learn who exists.
   */
  abstract unsubscribe(unsubscription: Unsubscription): Promise<void>;
}
