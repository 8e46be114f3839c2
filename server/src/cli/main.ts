/** The command line. Returns the exit code, or nothing while the program goes on running. */
export async function main(args: string[]): Promise<number | undefined> {
  console.log(`sojourn ${args.join(' ')}`);
  return 0;
}
