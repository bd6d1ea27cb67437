import { run_tool } from './lib/errors';
import { write_if_changed } from './lib/files';
import { extract } from './languages/extract';
import { translation_faults } from './languages/faults';
import { languages, read_language } from './languages/files';
import { format_po, key_of } from './languages/po';

/** Brings each PO file up to what the code says now: new texts stand there untranslated, old ones leave. */
void run_tool( async () => {
	const { messages, faults } = await extract();
	for ( const language of languages() ) {
		const po = read_language( language );
		const known = new Map(
			po.entries.map( ( entry ) => [ key_of( entry ), entry ] )
		);
		const entries = messages.map( ( message ) => {
			const before = known.get( key_of( message ) );
			const empty = message.plural === null ? [ '' ] : [ '', '' ];
			return {
				...message,
				texts:
					before !== undefined && before.plural === message.plural
						? before.texts
						: empty,
			};
		} );
		write_if_changed( language.file, format_po( { ...po, entries } ) );
		const left = [
			...faults,
			...translation_faults( messages, { ...po, entries } ),
		];
		console.log( left.join( '\n' ) );
		console.log(
			`${ language.locale }: ${ messages.length } texts, ${ left.length } to do`
		);
	}
	return 0;
} );
