import { __, sprintf } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Kpi, KpiSeries, SeriesWindow } from '../../bridge/types';
import { ChangedNumbers, useHeldNumbers } from '../../components/held-numbers';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useLive } from '../../store/polling';
import { Chart } from './chart';
import { MarkList } from './chart-marks';
import { ExportButtons } from './export-buttons';
import { SeriesTable } from './series-table';

/** A stretch is a minute at least. */
const POLL_MS = 60_000;

function countChanged( shown: KpiSeries, latest: KpiSeries ): number {
	const before = new Map(
		shown.points.map( ( point ) => [ point.at, JSON.stringify( point ) ] )
	);
	return latest.points.filter(
		( point ) => before.get( point.at ) !== JSON.stringify( point )
	).length;
}

function Happened( { series }: { series: KpiSeries } ) {
	if ( series.marks === null ) {
		return (
			<p className="smartalloc-ops__error">
				{ __(
					'What happened on the site could not be read.',
					'smartalloc-ops'
				) }
			</p>
		);
	}
	return series.marks.length === 0 ? (
		<p className="smartalloc-ops__quiet">
			{ __(
				'In this time nothing that this console knows of was changed on the site, and no alert fired.',
				'smartalloc-ops'
			) }
		</p>
	) : (
		<details className="smartalloc-ops__fold">
			<summary>
				{ __(
					'What happened on the site meanwhile',
					'smartalloc-ops'
				) }
			</summary>
			{ ! series.marks_are_all && (
				<p className="smartalloc-ops__quiet">
					{ __(
						'There was more: of each kind the newest 20 are here. The journal has all.',
						'smartalloc-ops'
					) }
				</p>
			) }
			<MarkList marks={ [ ...series.marks ].reverse() } />
		</details>
	);
}

function Shown( { series: latest }: { series: KpiSeries } ) {
	const held = useHeldNumbers( latest, countChanged );
	const series = held.shown;
	return (
		<div { ...held.holder }>
			<ChangedNumbers changed={ held.changed } onShow={ held.release }>
				{ __( 'As of', 'smartalloc-ops' ) }{ ' ' }
				<Time at={ series.answered_at } />
			</ChangedNumbers>
			<Chart series={ series } />
			<Happened series={ series } />
			<details className="smartalloc-ops__fold">
				<summary>
					{ __( 'The same as a table', 'smartalloc-ops' ) }
				</summary>
				<SeriesTable series={ series } />
			</details>
		</div>
	);
}

/** How one KPI, or one part of it, went. */
export function SeriesView( {
	kpi,
	scope,
	window,
}: {
	kpi: Kpi;
	scope: string | null;
	window: SeriesWindow;
} ) {
	const path = paths.series( kpi.id, scope, window );
	const live = useLive( path, POLL_MS );
	return (
		<>
			<Loaded live={ live } rows={ 7 }>
				{ ( series ) => <Shown series={ series } /> }
			</Loaded>
			<ExportButtons
				path={ path }
				name={ [ 'smartalloc', kpi.id, scope, window ]
					.filter( ( part ) => part !== null )
					.join( '-' )
					.replace( /[^a-z0-9._-]+/gi, '-' ) }
				what={ sprintf(
					/* translators: %s: name of a KPI. */
					__( 'of the chart of %s', 'smartalloc-ops' ),
					kpi.label
				) }
			/>
		</>
	);
}
