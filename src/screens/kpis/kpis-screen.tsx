import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Kpi, Kpis } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { ChangedNumbers, useHeldNumbers } from '../../components/held-numbers';
import { HealthCounts } from '../../components/health-counts';
import { StatusMark } from '../../components/mark';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import type { Route } from '../../router';
import { useNow } from '../../site';
import { useLive } from '../../store/polling';
import { ExportButtons } from './export-buttons';
import { KpiDetail } from './kpi-detail';
import { isOutdated, Tile } from './tile';
import { asWindow } from './words';

/** They are judged once a minute. */
const POLL_MS = 30_000;

function all( { areas }: Kpis ): Kpi[] {
	return areas.flatMap( ( area ) => area.kpis );
}

/** What a reader would take for another number or another word. */
function told( { status, value, n, window_s, finding }: Kpi ): string {
	return JSON.stringify( [ status, value, n, window_s, finding ] );
}

function countChanged( shown: Kpis, latest: Kpis ): number {
	const before = new Map(
		all( shown ).map( ( kpi ) => [ kpi.id, told( kpi ) ] )
	);
	return all( latest ).filter(
		( kpi ) => before.get( kpi.id ) !== told( kpi )
	).length;
}

function useCounts( kpis: Kpis ) {
	const now = useNow( 10_000 );
	const counts = {
		good: 0,
		recommended: 0,
		critical: 0,
		unknown: 0,
		not_set_up: 0,
	};
	for ( const kpi of all( kpis ) ) {
		counts[ isOutdated( kpi, now ) ? 'unknown' : kpi.status ]++;
	}
	return counts;
}

function Areas( { kpis }: { kpis: Kpis } ) {
	return (
		<>
			{ kpis.areas.map( ( area ) => (
				<section key={ area.id } className="smartalloc-ops__card">
					<h3>{ area.label }</h3>
					<ul className="smartalloc-ops__tiles smartalloc-ops__kpis">
						{ area.kpis.map( ( kpi ) => (
							<Tile key={ kpi.id } kpi={ kpi } />
						) ) }
					</ul>
				</section>
			) ) }
		</>
	);
}

function Board( {
	kpis: latest,
	route,
}: {
	kpis: Kpis;
	route: Pick< Route, 'focus' | 'scope' | 'window' >;
} ) {
	const held = useHeldNumbers( latest, countChanged );
	const kpis = held.shown;
	const counts = useCounts( kpis );
	const asked = all( kpis ).find( ( { id } ) => id === route.focus );
	return (
		<div { ...held.holder }>
			{ asked === undefined && (
				<div className="smartalloc-ops__toolbar">
					<HealthCounts counts={ counts } />
					<ExportButtons
						path={ paths.kpis }
						name="smartalloc-kpis"
						what={ __( 'of all KPIs', 'smartalloc-ops' ) }
					/>
				</div>
			) }
			<ChangedNumbers changed={ held.changed } onShow={ held.release }>
				{ asked === undefined ? (
					<>
						{ __( 'As of', 'smartalloc-ops' ) }{ ' ' }
						<Time at={ kpis.answered_at } />
					</>
				) : (
					<TabLink to={ { tab: 'kpis' } }>
						{ __( 'All KPIs', 'smartalloc-ops' ) }
					</TabLink>
				) }
			</ChangedNumbers>
			{ kpis.recorder.status !== 'good' &&
				kpis.recorder.reason !== 'not_measured' && (
					<p className="smartalloc-ops__note">
						<StatusMark status={ kpis.recorder.status } />{ ' ' }
						{ kpis.recorder.finding }
					</p>
				) }
			{ route.focus !== null && asked === undefined && (
				<p className="smartalloc-ops__note">
					{ __(
						'The address names a KPI that is not there. These are there:',
						'smartalloc-ops'
					) }{ ' ' }
					<TabLink to={ { tab: 'kpis' } }>
						{ __( 'All KPIs', 'smartalloc-ops' ) }
					</TabLink>
				</p>
			) }
			{ asked === undefined ? (
				<Areas kpis={ kpis } />
			) : (
				<KpiDetail
					key={ asked.id }
					kpi={ asked }
					scope={ route.scope }
					window={ asWindow( route.window ) }
				/>
			) }
		</div>
	);
}

/** All KPIs by area; with one in the address how that one went. */
export function KpisScreen( {
	route,
}: {
	route: Pick< Route, 'focus' | 'scope' | 'window' >;
} ) {
	const live = useLive( paths.kpis, POLL_MS );
	return (
		<Loaded live={ live } rows={ 8 }>
			{ ( kpis ) => <Board kpis={ kpis } route={ route } /> }
		</Loaded>
	);
}
