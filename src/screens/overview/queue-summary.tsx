import { __, _n, sprintf } from '@wordpress/i18n';

import { formatDuration, formatNumber } from '../../bridge/time';
import type { Queue, Queues } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { CountText } from '../../components/count';
import { Mark } from '../../components/mark';
import { listSeparator, queueWord } from '../../components/words';
import { useSite } from '../../site';
import { isInTrouble } from '../queue/trouble';

function Tile( { queue }: { queue: Queue } ) {
	const { locale } = useSite();
	return (
		<li className="smartalloc-ops__tile">
			<TabLink to={ { tab: 'queue', focus: queue.id } }>
				<bdi dir="ltr">{ queue.name }</bdi>
			</TabLink>
			<Mark { ...queueWord( queue.state ) } />
			{ queue.availability.state === 'present' ? (
				<span className="smartalloc-ops__quiet">
					{ __( 'due', 'smartalloc-ops' ) }{ ' ' }
					<CountText count={ queue.due } />
					{ ' · ' }
					{ __( 'failed', 'smartalloc-ops' ) }{ ' ' }
					<CountText count={ queue.failed } />
					{ queue.oldest_due_age_s !== null && (
						<>
							{ ' · ' }
							{ sprintf(
								/* translators: %s: a span of time. */
								__( 'oldest %s', 'smartalloc-ops' ),
								formatDuration( queue.oldest_due_age_s, locale )
							) }
						</>
					) }
				</span>
			) : (
				<span className="smartalloc-ops__quiet">
					<bdi>{ queue.availability.detail }</bdi>
				</span>
			) }
		</li>
	);
}

/** One sentence; tiles only for queues that are not simply at work. */
export function QueueSummary( { queues }: { queues: Queues } ) {
	const { locale } = useSite();
	const troubled = queues.queues.filter( isInTrouble );
	const total = queues.queues.length;
	if ( queues.action_scheduler.state !== 'present' && total === 0 ) {
		return (
			<>
				<Mark
					shape="unknown"
					word={ __( 'Not available', 'smartalloc-ops' ) }
				/>{ ' ' }
				<bdi>{ queues.action_scheduler.detail }</bdi>
			</>
		);
	}
	if ( total === 0 ) {
		return <>{ __( 'No queue exists yet.', 'smartalloc-ops' ) }</>;
	}
	return (
		<>
			{ sprintf(
				/* translators: %s: number of queues. */
				_n( '%s queue', '%s queues', total, 'smartalloc-ops' ),
				formatNumber( total, locale )
			) }
			{ listSeparator() }
			{ troubled.length === 0
				? __( 'nothing late, nothing paused', 'smartalloc-ops' )
				: sprintf(
						/* translators: %s: number of queues. */
						_n(
							'%s to look at:',
							'%s to look at:',
							troubled.length,
							'smartalloc-ops'
						),
						formatNumber( troubled.length, locale )
					) }
			{ troubled.length > 0 && (
				<ul className="smartalloc-ops__tiles">
					{ troubled.map( ( queue ) => (
						<Tile key={ queue.id } queue={ queue } />
					) ) }
				</ul>
			) }
		</>
	);
}
