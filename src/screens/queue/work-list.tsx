import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { WorkState } from '../../bridge/types';
import { ActionList } from '../../components/actions';
import { PagerButtons, usePager } from '../../components/pager';
import { Loaded } from '../../components/states';
import { useFocusTarget } from '../../components/use-focus-target';
import { ownSearch } from '../../router';
import { useLive } from '../../store/polling';
import { useResource } from '../../store/use-resource';
import { FailedJobs } from './failed-jobs';
import { WorkTable } from './work-table';
import { WorkViews } from './work-views';

const DEAD_LETTERS_PROBE = 'dead_letters';

function WorkPages( { state }: { state: WorkState } ) {
	const pager = usePager();
	const live = useLive( paths.work( { state, before: pager.before } ) );
	return (
		<Loaded live={ live } rows={ 5 }>
			{ ( page ) => (
				<>
					<WorkTable
						key={ pager.before }
						page={ page }
						state={ state }
					/>
					<PagerButtons
						pager={ pager }
						next_before={ page.next_before }
					/>
				</>
			) }
		</Loaded>
	);
}

/** Failed jobs of Action Scheduler count as dead letters too, but stay on its own list. */
function DeadLetterNote() {
	const verdict = useResource( paths.health ).data?.verdicts.find(
		( { probe } ) => probe === DEAD_LETTERS_PROBE
	);
	return verdict ? (
		<div>
			<p>
				<bdi>{ verdict.finding }</bdi>{ ' ' }
				{ __(
					'First the jobs that failed inside Action Scheduler, then the work that is kept here.',
					'smartalloc-ops'
				) }
			</p>
			<ActionList
				actions={ verdict.actions.filter(
					( { kind, target } ) =>
						kind === 'link' &&
						ownSearch( target, window.location ) === null
				) }
			/>
		</div>
	) : null;
}

interface WorkListProps {
	state: WorkState;
	/** A link from elsewhere asked for it. */
	focused: boolean;
}

/** Held work, dead letters and everything else kept back, one state at a time. */
export function WorkList( { state, focused }: WorkListProps ) {
	const ref = useFocusTarget< HTMLElement >( focused, 'start' );
	const newest = useResource( paths.work( { state, before: null } ) );
	return (
		<section ref={ ref } tabIndex={ -1 } className="smartalloc-ops__card">
			<h3>{ __( 'Work kept by this plugin', 'smartalloc-ops' ) }</h3>
			<WorkViews current={ state } counts={ newest.data?.counts } />
			{ state === 'failed' && (
				<>
					<DeadLetterNote />
					<FailedJobs />
					<h4>
						{ __( 'Dead letters kept here', 'smartalloc-ops' ) }
					</h4>
				</>
			) }
			<WorkPages key={ state } state={ state } />
		</section>
	);
}
