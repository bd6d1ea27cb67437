import { __, sprintf } from '@wordpress/i18n';

import type { KpiSeries } from '../../bridge/types';
import { useSite } from '../../site';
import { valueText, valueTitle } from './words';

type Sample =
	'value' | 'p50' | 'p99' | 'limit' | 'band' | 'gap' | 'lost' | 'counts';

function Drawing( { sample }: { sample: Sample } ) {
	switch ( sample ) {
		case 'band':
		case 'gap':
		case 'counts':
			return (
				<g className={ `is-${ sample }` }>
					<rect
						className={ `is-${ sample }` }
						x="1"
						y="2"
						width="18"
						height="8"
					/>
				</g>
			);
		case 'lost':
			return <path className="is-lost" d="M5 2h10l-5 9z" />;
		case 'limit':
			return <line className="is-limit" x1="0" x2="20" y1="6" y2="6" />;
		case 'value':
		case 'p50':
		case 'p99':
			return (
				<g className={ `is-${ sample }` }>
					<polyline points="0,6 20,6" />
				</g>
			);
	}
}

/** What the lines are. */
export function Legend( { series }: { series: KpiSeries } ) {
	const { locale } = useSite();
	const has = ( test: ( point: KpiSeries[ 'points' ][ 0 ] ) => boolean ) =>
		series.points.some( test );
	const lines: [ Sample, string ][] = [];
	if ( series.kind !== 'none' ) {
		lines.push( [ 'value', valueTitle( series.kind ) ] );
	}
	if ( series.kind === 'p95' ) {
		lines.push(
			[ 'p50', __( 'half within', 'smartalloc-ops' ) ],
			[ 'p99', __( '99 of 100 within', 'smartalloc-ops' ) ]
		);
	}
	if ( series.kind === 'share' ) {
		lines.push( [ 'band', __( 'surely within', 'smartalloc-ops' ) ] );
	}
	if ( series.limit !== null ) {
		lines.push( [
			'limit',
			sprintf(
				/* translators: %s: a value with its unit. */
				__( 'limit %s', 'smartalloc-ops' ),
				valueText( series.limit, series.unit, locale )
			),
		] );
	}
	lines.push( [
		'counts',
		__( 'below: how many each value is of', 'smartalloc-ops' ),
	] );
	if ( has( ( { value } ) => value === null ) ) {
		lines.push( [ 'gap', __( 'nothing measured', 'smartalloc-ops' ) ] );
	}
	if ( has( ( { lost } ) => lost > 0 ) ) {
		lines.push( [
			'lost',
			__( 'measurements were lost', 'smartalloc-ops' ),
		] );
	}
	return (
		<ul className="smartalloc-ops__legend">
			{ lines.map( ( [ sample, text ] ) => (
				<li key={ sample }>
					<svg
						viewBox="0 0 20 12"
						width="20"
						height="12"
						aria-hidden="true"
						focusable="false"
					>
						<Drawing sample={ sample } />
					</svg>{ ' ' }
					{ text }
				</li>
			) ) }
		</ul>
	);
}
