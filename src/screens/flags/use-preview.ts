import { useDispatch } from '@wordpress/data';
import { useEffect, useState } from '@wordpress/element';

import type { FlagPreview } from '../../bridge/types';
import { store } from '../../store';

export type PreviewState =
	| { state: 'measuring' }
	| { state: 'measured'; preview: FlagPreview }
	| { state: 'failed'; error: unknown };

/** Measures what a value would do; afresh when the value or the revision changes. */
export function usePreview(
	flag: string,
	scope: string,
	value: string,
	revision: number
): PreviewState & { again: () => void } {
	const { previewFlag } = useDispatch( store );
	const [ tries, setTries ] = useState( 0 );
	const [ state, setState ] = useState< PreviewState >( {
		state: 'measuring',
	} );
	useEffect( () => {
		let wanted = true;
		const keep = ( next: PreviewState ) => {
			if ( wanted ) {
				setState( next );
			}
		};
		keep( { state: 'measuring' } );
		previewFlag( flag, scope, value ).then(
			( preview ) => keep( { state: 'measured', preview } ),
			( error: unknown ) => keep( { state: 'failed', error } )
		);
		return () => {
			wanted = false;
		};
	}, [ previewFlag, flag, scope, value, revision, tries ] );
	return { ...state, again: () => setTries( tries + 1 ) };
}
