import { __ } from '@wordpress/i18n';

import type { Kpi } from '../../bridge/types';
import { stretches } from './scale';

const WIDTH = 120;
const HEIGHT = 32;
/** So that a line at the edge is whole. */
const EDGE = 3;

interface SparkProps {
	trend: NonNullable< Kpi[ 'trend' ] >;
	limit: number | null;
}

/** The last 24 hours in small, with the limit as a line. What it shows is said beside it. */
export function Spark( { trend: { values }, limit }: SparkProps ) {
	const known = values.filter( ( value ) => value !== null );
	if ( known.length === 0 ) {
		return (
			<span className="smartalloc-ops__spark smartalloc-ops__quiet">
				{ __( 'nothing in 24 h', 'smartalloc-ops' ) }
			</span>
		);
	}
	const all = limit === null ? known : [ ...known, limit ];
	const least = Math.min( ...all );
	const most = Math.max( ...all );
	const x = ( index: number ) =>
		EDGE + ( ( index + 0.5 ) * ( WIDTH - 2 * EDGE ) ) / values.length;
	const y = ( value: number ) =>
		most === least
			? HEIGHT / 2
			: HEIGHT -
				EDGE -
				( ( value - least ) / ( most - least ) ) *
					( HEIGHT - 2 * EDGE );
	return (
		<svg
			className="smartalloc-ops__spark"
			viewBox={ `0 0 ${ WIDTH } ${ HEIGHT }` }
			width={ WIDTH }
			height={ HEIGHT }
			aria-hidden="true"
			focusable="false"
		>
			{ limit !== null && (
				<line
					className="is-limit"
					x1={ 0 }
					x2={ WIDTH }
					y1={ y( limit ) }
					y2={ y( limit ) }
				/>
			) }
			{ stretches( values.map( ( value ) => ( { value } ) ) )
				.filter( ( stretch ) => stretch.known )
				.map( ( { first, last } ) =>
					first === last ? (
						<circle
							key={ first }
							className="is-dot"
							cx={ x( first ) }
							cy={ y( values[ first ] ?? 0 ) }
							r={ 1.8 }
						/>
					) : (
						<polyline
							key={ first }
							className="is-value"
							points={ values
								.slice( first, last + 1 )
								.map(
									( value, index ) =>
										`${ x( first + index ) },${ y( value ?? 0 ) }`
								)
								.join( ' ' ) }
						/>
					)
				) }
		</svg>
	);
}
