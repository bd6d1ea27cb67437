import { useId, useState } from '@wordpress/element';
import type { PointerEvent } from 'react';

import { formatClock, formatDay, formatNumber } from '../../bridge/time';
import type { KpiSeries } from '../../bridge/types';
import { useNow, useSite } from '../../site';
import { clusterKey, clustersOf, MarkList, MarkRow } from './chart-marks';
import { Legend } from './legend';
import { bandParts, layOut, lineParts, type Plot } from './plot';
import { Readout } from './readout';
import { stretches, timeTicks, valueTicks } from './scale';
import { summaryOf } from './summary';
import { useWidth } from './use-width';
import { valueText } from './words';

/** A label of the time axis needs about so many pixels. */
const LABEL_WIDTH = 56;

interface PartProps {
	series: KpiSeries;
	plot: Plot;
}

function Axes( { series, plot }: PartProps ) {
	const site = useSite();
	const room = Math.floor( ( plot.right - plot.left ) / LABEL_WIDTH );
	const clock = series.window === '1h' || series.window === '24h';
	return (
		<g className="is-axis">
			{ valueTicks( plot.values, series.unit ).map( ( tick ) => (
				<g key={ tick }>
					<line
						x1={ plot.left }
						x2={ plot.right }
						y1={ plot.y( tick ) }
						y2={ plot.y( tick ) }
					/>
					<text
						x={ plot.left - 6 }
						y={ plot.y( tick ) + 4 }
						textAnchor="end"
					>
						{ tick === 0
							? formatNumber( 0, site.locale )
							: valueText( tick, series.unit, site.locale ) }
					</text>
				</g>
			) ) }
			{ timeTicks(
				plot.times.from,
				plot.times.to,
				site.offset_minutes,
				room
			).map( ( tick ) => (
				<g key={ tick }>
					<line
						x1={ plot.x( tick ) }
						x2={ plot.x( tick ) }
						y1={ plot.count_bottom }
						y2={ plot.count_bottom + 4 }
					/>
					<text
						x={ plot.x( tick ) }
						y={ plot.count_bottom + 18 }
						textAnchor="middle"
					>
						{ clock
							? formatClock( tick, site )
							: formatDay( tick, site ) }
					</text>
				</g>
			) ) }
		</g>
	);
}

/** Stretches of which nothing was measured are shaded: an empty place is no zero. */
function Gaps( { series, plot }: PartProps ) {
	return (
		<>
			{ stretches( series.points )
				.filter( ( { known } ) => ! known )
				.map( ( { first, last } ) => (
					<rect
						key={ first }
						className="is-gap"
						x={ plot.left + first * plot.slot }
						y={ plot.top }
						width={ ( last - first + 1 ) * plot.slot }
						height={ plot.bottom - plot.top }
					/>
				) ) }
		</>
	);
}

function Line( {
	series,
	plot,
	field,
}: PartProps & { field: 'value' | 'p50' | 'p99' } ) {
	const { lines, dots } = lineParts( series.points, plot, field );
	return (
		<g className={ `is-${ field }` }>
			{ lines.map( ( places ) => (
				<polyline key={ places } points={ places } />
			) ) }
			{ dots.map( ( { x, y } ) => (
				<circle key={ x } cx={ x } cy={ y } r={ 2.5 } />
			) ) }
		</g>
	);
}

/** Numbers are bars; a counted zero is a stroke on the ground, unlike nothing. */
function Bars( { series, plot }: PartProps ) {
	const wide = Math.max( 2, plot.slot - 2 );
	return (
		<g className="is-bars">
			{ series.points.map( ( { at, value }, index ) =>
				value === null ? null : (
					<rect
						key={ at }
						x={ plot.middle( index ) - wide / 2 }
						y={ Math.min( plot.bottom - 2, plot.y( value ) ) }
						width={ wide }
						height={ Math.max( 2, plot.bottom - plot.y( value ) ) }
					/>
				)
			) }
		</g>
	);
}

/** How many each value is of: what a share or a percentile is worth. */
function Counts( { series, plot }: PartProps ) {
	const most = Math.max( 1, ...series.points.map( ( { n } ) => n ) );
	const room = plot.count_bottom - plot.bottom - 8;
	return (
		<g className="is-counts">
			{ series.points.map( ( { at, n }, index ) =>
				n === 0 ? null : (
					<rect
						key={ at }
						x={ plot.middle( index ) - plot.slot * 0.35 }
						y={
							plot.count_bottom -
							Math.max( 1.5, ( n / most ) * room )
						}
						width={ Math.max( 1, plot.slot * 0.7 ) }
						height={ Math.max( 1.5, ( n / most ) * room ) }
					/>
				)
			) }
			<line
				x1={ plot.left }
				x2={ plot.right }
				y1={ plot.count_bottom }
				y2={ plot.count_bottom }
			/>
		</g>
	);
}

function Lost( { series, plot }: PartProps ) {
	return (
		<>
			{ series.points.map( ( { at, lost }, index ) =>
				lost === 0 ? null : (
					<path
						key={ at }
						className="is-lost"
						d={ `M${ plot.middle( index ) - 5 } ${ plot.top }h10l-5 9z` }
					/>
				)
			) }
		</>
	);
}

/** How one KPI went. What can be seen here is said in its summary and stands in the table beside it. */
export function Chart( { series }: { series: KpiSeries } ) {
	const site = useSite();
	const now = useNow( 60_000 );
	const { ref, width } = useWidth< HTMLDivElement >();
	const [ pointed, setPointed ] = useState< number | null >( null );
	const [ open, setOpen ] = useState< string | null >( null );
	const told_id = useId();
	const plot = layOut( series, width );
	const row = clustersOf( series, plot );
	const told = row.find( ( cluster ) => clusterKey( cluster ) === open );
	const point = ( event: PointerEvent< SVGSVGElement > ) =>
		setPointed(
			plot.indexAt(
				event.clientX - event.currentTarget.getBoundingClientRect().left
			)
		);
	const part = { series, plot };
	return (
		<div className="smartalloc-ops__chart">
			<Readout series={ series } index={ pointed } />
			<div ref={ ref } dir="ltr">
				<svg
					role="img"
					aria-label={ summaryOf( series, now, site ) }
					width={ plot.width }
					height={ plot.height }
					viewBox={ `0 0 ${ plot.width } ${ plot.height }` }
					onPointerMove={ point }
					onPointerDown={ point }
					onPointerLeave={ () => setPointed( null ) }
				>
					<Gaps { ...part } />
					<Axes { ...part } />
					{ bandParts( series.points, plot ).map( ( area ) => (
						<polygon
							key={ area }
							className="is-band"
							points={ area }
						/>
					) ) }
					<Counts { ...part } />
					{ series.limit !== null && (
						<line
							className="is-limit"
							x1={ plot.left }
							x2={ plot.right }
							y1={ plot.y( series.limit ) }
							y2={ plot.y( series.limit ) }
						/>
					) }
					{ ( series.marks ?? [] ).map( ( { at, kind, text } ) => {
						const x = plot.x( Date.parse( at ) );
						return (
							<line
								key={ at + kind + text }
								className="is-mark"
								x1={ x }
								x2={ x }
								y1={ plot.top }
								y2={ plot.count_bottom }
							/>
						);
					} ) }
					{ series.kind === 'none' ? (
						<Bars { ...part } />
					) : (
						<>
							<Line { ...part } field="p99" />
							<Line { ...part } field="p50" />
							<Line { ...part } field="value" />
						</>
					) }
					<Lost { ...part } />
					{ pointed !== null && (
						<line
							className="is-pointed"
							x1={ plot.middle( pointed ) }
							x2={ plot.middle( pointed ) }
							y1={ plot.top }
							y2={ plot.count_bottom }
						/>
					) }
				</svg>
				<MarkRow
					row={ row }
					plot={ plot }
					open={ open }
					onOpen={ setOpen }
					told_id={ told_id }
				/>
			</div>
			{ told !== undefined && (
				<div id={ told_id } className="smartalloc-ops__told">
					<MarkList marks={ told.marks } />
				</div>
			) }
			<Legend series={ series } />
		</div>
	);
}
