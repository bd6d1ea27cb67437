import type { Action, FlagPreview } from '../../bridge/types';
import { plain } from '../output';

/** A switch as it is spoken of: its name, and its scope if it has one. */
export function flag_name( {
	flag,
	scope,
}: {
	flag: string;
	scope: string;
} ): string {
	return scope === '' ? flag : `${ flag } ${ scope }`;
}

/** What follows a sentence, if there is a way forward. */
export function way_forward( action: Action | null | undefined ): string {
	return action ? ` ${ action.target }` : '';
}

/** One line a reason. */
export function refusal_lines( refusals: FlagPreview[ 'refusals' ] ): string[] {
	return refusals.map( ( { code, message, action } ) =>
		plain( `${ code }: ${ message }${ way_forward( action ) }` )
	);
}
