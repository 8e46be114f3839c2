/** The program must not start, and the operator can do something about it: print the message, exit with 1, no stack. */
export class StartRefusal extends Error {
  override name = 'StartRefusal';
}
