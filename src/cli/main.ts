import { createInterface } from 'node:readline/promises';

import type { Io } from './io';
import { run } from './run';

async function ask( question: string ): Promise< string > {
	const prompt = createInterface( {
		input: process.stdin,
		output: process.stderr,
	} );
	try {
		return await prompt.question( question );
	} finally {
		prompt.close();
	}
}

const io: Io = {
	env: process.env,
	out: ( text ) => process.stdout.write( `${ text }\n` ),
	err: ( text ) => process.stderr.write( `${ text }\n` ),
	ask: process.stdin.isTTY ? ask : null,
};

void run( process.argv.slice( 2 ), io ).then( ( code ) => {
	process.exitCode = code;
} );
