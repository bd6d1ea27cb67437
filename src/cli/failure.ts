/** What went wrong, written for the person at the terminal. It ends the command with code 1. */
export class Failure extends Error {
	/** Lines that come after the message: reasons, and the way forward. */
	readonly details: readonly string[];

	constructor( message: string, details: readonly string[] = [] ) {
		super( message );
		this.name = 'Failure';
		this.details = details;
	}
}
