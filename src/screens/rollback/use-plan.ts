import { useDispatch } from '@wordpress/data';
import { useEffect, useState } from '@wordpress/element';

import { newIdempotencyKey } from '../../bridge/idempotency';
import type { RollbackPlan, Strategy } from '../../bridge/types';
import { store } from '../../store';

export type PlanState =
	| { state: 'none' }
	| { state: 'measuring' }
	| { state: 'measured'; plan: RollbackPlan }
	| { state: 'failed'; error: unknown };

/** The dry run of a scenario; null asks for nothing. */
export function usePlan(
	scenario: string | null,
	strategy: Strategy,
	accept_newer_schema: boolean
): PlanState & {
	again: () => void;
} {
	const { planRollback } = useDispatch( store );
	const [ tries, setTries ] = useState( 0 );
	const [ state, setState ] = useState< PlanState >( { state: 'none' } );
	useEffect( () => {
		let wanted = true;
		const keep = ( next: PlanState ) => {
			if ( wanted ) {
				setState( next );
			}
		};
		if ( scenario !== null ) {
			keep( { state: 'measuring' } );
			planRollback( {
				scenario,
				strategy,
				...( accept_newer_schema ? { accept_newer_schema } : {} ),
				reason: '',
				confirmation: '',
				idempotency_key: newIdempotencyKey(),
			} ).then(
				( plan ) => keep( { state: 'measured', plan } ),
				( error: unknown ) => keep( { state: 'failed', error } )
			);
		}
		return () => {
			wanted = false;
		};
	}, [ planRollback, scenario, strategy, accept_newer_schema, tries ] );
	return { ...state, again: () => setTries( tries + 1 ) };
}
