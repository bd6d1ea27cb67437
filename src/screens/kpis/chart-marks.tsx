import { __, _n, sprintf } from '@wordpress/i18n';

import { formatMinute, formatNumber, parseInstant } from '../../bridge/time';
import type { KpiSeries, SeriesMark } from '../../bridge/types';
import { TabLink } from '../../components/actions';
import { Time } from '../../components/time';
import { useNow, useSite } from '../../site';
import type { Target } from '../../router';
import type { Plot } from './plot';
import { clusters, type Cluster } from './scale';
import { markWord } from './words';

/** A pointer needs 24 pixels, and a little between. */
const APART = 28;

function Glyph( { kind }: { kind: SeriesMark[ 'kind' ] } ) {
	switch ( kind ) {
		case 'release':
			return <path d="M6 .5 11.5 6 6 11.5.5 6z" />;
		case 'change':
			return <path className="is-line" d="M6 1.5 10.5 6 6 10.5 1.5 6z" />;
		case 'flag':
			return <path d="M2 .5h1.5V1h7L9 3.5 10.5 6h-7v5.5H2z" />;
		case 'run':
			return <path d="M2 1h3v10H2zM7 1h3v10H7z" />;
		case 'settings':
			return <path className="is-line" d="M1.5 1.5h9v9h-9z" />;
		case 'alert':
			return <path d="M4 .5h4L11.5 4v4L8 11.5H4L.5 8V4z" />;
	}
}

export function MarkGlyph( { kind }: { kind: SeriesMark[ 'kind' ] } ) {
	return (
		<svg
			className={ `smartalloc-ops__glyph is-${ kind }` }
			viewBox="0 0 12 12"
			width="12"
			height="12"
			aria-hidden="true"
			focusable="false"
		>
			<Glyph kind={ kind } />
		</svg>
	);
}

function targetOf( { tab, focus }: SeriesMark ): Target | null {
	if ( tab === null ) {
		return null;
	}
	return tab === 'rollback'
		? { tab, run: Number( focus ) || null }
		: { tab, focus };
}

/** What happened, each with its kind, its time and the way to it. */
export function MarkList( { marks }: { marks: readonly SeriesMark[] } ) {
	return (
		<ul className="smartalloc-ops__marks">
			{ marks.map( ( mark ) => {
				const to = targetOf( mark );
				return (
					<li key={ mark.at + mark.kind + mark.text }>
						<MarkGlyph kind={ mark.kind } />{ ' ' }
						<strong>{ markWord( mark.kind ) }</strong>{ ' ' }
						<Time at={ mark.at } as="moment" />{ ' ' }
						<bdi>{ mark.text }</bdi>
						{ to !== null && (
							<>
								{ ' ' }
								<TabLink to={ to }>
									{ __( 'Show it', 'smartalloc-ops' ) }
									<span className="screen-reader-text">
										{ ' ' }
										{ mark.text }
									</span>
								</TabLink>
							</>
						) }
					</li>
				);
			} ) }
		</ul>
	);
}

function useName(): ( cluster: Cluster ) => string {
	const site = useSite();
	const now = useNow( 60_000 );
	const time = ( at: string ) =>
		formatMinute( parseInstant( at ) ?? now, now, site );
	return ( { marks } ) => {
		const [ only ] = marks;
		return only && marks.length === 1
			? sprintf(
					/* translators: 1: time, 2: kind of a mark, e.g. Flag, 3: what happened. */
					__( '%1$s, %2$s: %3$s', 'smartalloc-ops' ),
					time( only.at ),
					markWord( only.kind ),
					only.text
				)
			: sprintf(
					/* translators: 1: number of marks, 2: time. */
					_n(
						'%1$s mark from %2$s on',
						'%1$s marks from %2$s on',
						marks.length,
						'smartalloc-ops'
					),
					formatNumber( marks.length, site.locale ),
					time( only?.at ?? '' )
				);
	};
}

/** What stands on one place of the axis is known by the time of its first. */
export function clusterKey( { marks }: Cluster ): string {
	return marks[ 0 ]?.at ?? '';
}

export function clustersOf( series: KpiSeries, plot: Plot ): Cluster[] {
	return clusters(
		series.marks ?? [],
		plot.times.from,
		plot.times.to,
		APART / ( plot.right - plot.left )
	);
}

interface MarkRowProps {
	row: Cluster[];
	plot: Plot;
	/** Key of the one whose marks are told below. */
	open: string | null;
	onOpen: ( key: string | null ) => void;
	/** Id of the place where they are told. */
	told_id: string;
}

/** Near the axis, each mark a button that tells what it is. */
export function MarkRow( { row, plot, open, onOpen, told_id }: MarkRowProps ) {
	const { locale } = useSite();
	const nameOf = useName();
	return row.length === 0 ? null : (
		<ul
			className="smartalloc-ops__mark-row"
			aria-label={ __(
				'What happened on the site, by time',
				'smartalloc-ops'
			) }
		>
			{ row.map( ( cluster ) => {
				const key = clusterKey( cluster );
				const [ first ] = cluster.marks;
				const is_open = key === open;
				return first === undefined ? null : (
					<li
						key={ key }
						style={ {
							left:
								plot.left +
								cluster.at * ( plot.right - plot.left ),
						} }
					>
						<button
							type="button"
							aria-label={ nameOf( cluster ) }
							title={ nameOf( cluster ) }
							aria-expanded={ is_open }
							aria-controls={ is_open ? told_id : undefined }
							onClick={ () => onOpen( is_open ? null : key ) }
						>
							{ cluster.marks.length === 1 ? (
								<MarkGlyph kind={ first.kind } />
							) : (
								formatNumber( cluster.marks.length, locale )
							) }
						</button>
					</li>
				);
			} ) }
		</ul>
	);
}
