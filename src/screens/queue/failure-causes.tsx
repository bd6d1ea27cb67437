import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { FailureCauseGroup, Failures } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { countText, MissingCell } from '../../components/count';
import { DataTable } from '../../components/data-table';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useSite } from '../../site';
import { useLive } from '../../store/polling';

/** The one number behind them, or why there is none. */
function Total( { failures }: { failures: Failures } ) {
	const { locale } = useSite();
	if ( failures.of === null ) {
		return <MissingCell why={ failures.availability.detail } />;
	}
	return (
		<p>
			{ sprintf(
				/* translators: 1: number of jobs, 2: number of jobs. */
				__(
					'%1$s failed jobs of SmartAlloc among the newest %2$s of the site.',
					'smartalloc-ops'
				),
				countText( failures.of, locale ),
				countText(
					{ value: failures.looked ?? 0, capped: false },
					locale
				)
			) }
		</p>
	);
}

/** Failures by cause, most frequent first: "8 of one cause". */
export function CauseTable( { failures }: { failures: Failures } ) {
	return (
		<>
			<Total failures={ failures } />
			<DataTable< FailureCauseGroup >
				caption={ __( 'Failures by cause', 'smartalloc-ops' ) }
				rows={ failures.causes }
				idOf={ ( { example } ) => example }
				empty={
					failures.of === null
						? failures.availability.detail
						: __(
								'No failed job is stored: nothing failed, or it was cleared away.',
								'smartalloc-ops'
							)
				}
				columns={ [
					{
						id: 'cause',
						label: __( 'Cause', 'smartalloc-ops' ),
						heads_row: true,
						cell: ( { cause } ) => <bdi>{ cause.text }</bdi>,
					},
					{
						id: 'count',
						label: __( 'Jobs', 'smartalloc-ops' ),
						numeric: true,
						cell: ( { count } ) => count,
					},
					{
						id: 'hooks',
						label: __( 'Hooks', 'smartalloc-ops' ),
						cell: ( { hooks } ) => (
							<code dir="ltr">{ hooks.join( ', ' ) }</code>
						),
					},
					{
						id: 'newest',
						label: __( 'Newest', 'smartalloc-ops' ),
						cell: ( { newest_at } ) => <Time at={ newest_at } />,
					},
				] }
			/>
		</>
	);
}

/** Why jobs of one queue failed; only groups of Action Scheduler keep that. */
export function QueueFailures( { queue }: { queue: string } ) {
	const live = useLive( paths.failures( queue, null ) );
	return (
		<Loaded live={ live } rows={ 2 }>
			{ ( failures ) => (
				<>
					<CauseTable failures={ failures } />
					{ failures.items.length > 0 && (
						<TabLink to={ { tab: 'queue', state: 'failed' } }>
							{ __(
								'Show the failed jobs one by one',
								'smartalloc-ops'
							) }
						</TabLink>
					) }
				</>
			) }
		</Loaded>
	);
}
