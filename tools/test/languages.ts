import { extract } from '../languages/extract';
import { translation_faults } from '../languages/faults';
import { languages, read_language } from '../languages/files';
import type { StageContext } from './context';
import type { Outcome } from './outcome';

/** Whether every language says all that the code says; each fault names its text and its file. */
export async function check_languages(
	_context: StageContext
): Promise< Outcome > {
	const { messages, faults } = await extract();
	const checks = [
		faults,
		...languages().map( ( language ) =>
			translation_faults( messages, read_language( language ) ).map(
				( fault ) => `${ language.locale }: ${ fault }`
			)
		),
	];
	const failed = checks.filter( ( found ) => found.length > 0 );
	return {
		passed: checks.length - failed.length,
		failed: failed.length,
		skipped: 0,
		output: [
			...failed.flat(),
			'Bring the PO files up to date with "npm run languages", then translate what is empty.',
		].join( '\n' ),
	};
}
