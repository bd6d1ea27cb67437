import { join, resolve } from 'node:path';

import ts from 'typescript';

const ROOT = resolve( import.meta.dirname, '..', '..' );

/** Sources of the libraries, parsed once for all programs. */
const parsed = new Map< string, ts.SourceFile | undefined >();

function project_options(): ts.CompilerOptions {
	const config = ts.getParsedCommandLineOfConfigFile(
		join( ROOT, 'tsconfig.json' ),
		{},
		{
			...ts.sys,
			onUnRecoverableConfigFileDiagnostic: ( diagnostic ) => {
				throw new Error(
					ts.flattenDiagnosticMessageText(
						diagnostic.messageText,
						'\n'
					)
				);
			},
		}
	);
	if ( config === undefined ) {
		throw new Error( 'tsconfig.json cannot be read.' );
	}
	return { ...config.options, noEmit: true, types: [] };
}

/**
 * Compiles files that exist only here, beside those of the repository, by the project's own options.
 *
 * @param files Text by path from the root of the repository; it takes the place of a file that is there.
 * @return What the compiler has to say, with the place.
 */
export function compile_errors(
	files: Readonly< Record< string, string > >
): readonly string[] {
	const options = project_options();
	const made = new Map(
		Object.entries( files ).map( ( [ path, text ] ) => [
			join( ROOT, path ),
			text,
		] )
	);
	const disk = ts.createCompilerHost( options );
	const host: ts.CompilerHost = {
		...disk,
		fileExists: ( path ) => made.has( path ) || disk.fileExists( path ),
		readFile: ( path ) => made.get( path ) ?? disk.readFile( path ),
		getSourceFile: ( path, version, ...rest ) => {
			const text = made.get( path );
			if ( text !== undefined ) {
				return ts.createSourceFile( path, text, version );
			}
			if ( ! parsed.has( path ) ) {
				parsed.set(
					path,
					disk.getSourceFile( path, version, ...rest )
				);
			}
			return parsed.get( path );
		},
	};
	const program = ts.createProgram( [ ...made.keys() ], options, host );
	return ts
		.getPreEmitDiagnostics( program )
		.map( ( { file, start, messageText } ) => {
			const place =
				file === undefined
					? ''
					: `${ file.fileName.slice( ROOT.length + 1 ) }:${
							file.getLineAndCharacterOfPosition( start ?? 0 )
								.line + 1
						}: `;
			return place + ts.flattenDiagnosticMessageText( messageText, '\n' );
		} );
}
