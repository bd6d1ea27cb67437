/** Something a person must do or know; shown as its message alone. */
export class Refused extends Error {}

/** Text for a caught value of any kind. */
export function message_of( error: unknown ): string {
	return error instanceof Error ? error.message : String( error );
}

/**
 * Runs a tool; a refusal ends it with code 1 and its message, anything else also with its stack.
 */
export async function run_tool(
	main: () => Promise< number >
): Promise< void > {
	try {
		process.exitCode = await main();
	} catch ( error ) {
		console.error(
			error instanceof Refused ? `\n${ error.message }\n` : error
		);
		process.exitCode = 1;
	}
}
