import { __, sprintf } from '@wordpress/i18n';

import type { WorkPage, WorkState } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { countText } from '../../components/count';
import { useSite } from '../../site';

export const WORK_STATES: WorkState[] = [
	'held',
	'finished_unknown',
	'failed',
	'due',
	'running',
	'done',
	'closed',
];

export function asWorkState( asked: string | null ): WorkState {
	return WORK_STATES.find( ( state ) => state === asked ) ?? 'held';
}

function viewTitle( state: WorkState ): string {
	switch ( state ) {
		case 'held':
			return __( 'Held', 'smartalloc-ops' );
		case 'finished_unknown':
			return __( 'Outcome unknown', 'smartalloc-ops' );
		case 'failed':
			return __( 'Dead letters', 'smartalloc-ops' );
		case 'due':
			return __( 'Due', 'smartalloc-ops' );
		case 'running':
			return __( 'Running', 'smartalloc-ops' );
		case 'done':
			return __( 'Done', 'smartalloc-ops' );
		case 'closed':
			return __( 'Closed', 'smartalloc-ops' );
	}
}

/** What it means that there is none. */
export function emptyText( state: WorkState ): string {
	switch ( state ) {
		case 'held':
			return __(
				'Nothing is held: every flag lets work through, or no work has come since.',
				'smartalloc-ops'
			);
		case 'finished_unknown':
			return __(
				'No outcome is in doubt: everything that began also ended.',
				'smartalloc-ops'
			);
		case 'failed':
			return __(
				'None of the work kept here has run out of attempts.',
				'smartalloc-ops'
			);
		case 'due':
			return __( 'Nothing waits to be released.', 'smartalloc-ops' );
		case 'running':
			return __( 'Nothing runs at this moment.', 'smartalloc-ops' );
		case 'done':
			return __( 'Nothing was released yet.', 'smartalloc-ops' );
		case 'closed':
			return __( 'Nothing was closed by a person.', 'smartalloc-ops' );
	}
}

interface WorkViewsProps {
	current: WorkState;
	/** Not known before the first answer. */
	counts: WorkPage[ 'counts' ] | undefined;
}

export function WorkViews( { current, counts }: WorkViewsProps ) {
	const { locale } = useSite();
	return (
		<nav
			aria-label={ __( 'Work by state', 'smartalloc-ops' ) }
			className="smartalloc-ops__views"
		>
			<ul className="smartalloc-ops__inline">
				{ WORK_STATES.map( ( state ) => {
					const count = counts?.[ state ];
					return (
						<li key={ state }>
							<TabLink
								to={ { tab: 'queue', state } }
								current={ state === current }
							>
								{ count
									? sprintf(
											/* translators: 1: a state of work, 2: number of items. */
											__(
												'%1$s (%2$s)',
												'smartalloc-ops'
											),
											viewTitle( state ),
											countText( count, locale )
										)
									: viewTitle( state ) }
							</TabLink>
						</li>
					);
				} ) }
			</ul>
		</nav>
	);
}
