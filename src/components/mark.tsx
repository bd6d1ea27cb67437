import type { Status } from '../bridge/types';
import { statusWord } from './words';

/** A status, or one of two conditions that are no judgement: busy and held. */
export type Shape = Status | 'busy' | 'held';

function Drawing( { shape }: { shape: Shape } ) {
	switch ( shape ) {
		case 'good':
			return <circle cx="8" cy="8" r="6" />;
		case 'recommended':
			return <path d="M8 1.5 15.5 14.5H.5Z" />;
		case 'critical':
			return <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5Z" />;
		case 'unknown':
			return <circle className="is-line" cx="8" cy="8" r="5.5" />;
		case 'not_set_up':
			return <path className="is-line" d="M2.5 8h11" />;
		case 'held':
			return <path d="M3 2h3.5v12H3zM9.5 2H13v12H9.5z" />;
		case 'busy':
			return <path className="is-line" d="M8 2.5A5.5 5.5 0 1 1 2.5 8" />;
	}
}

interface MarkProps {
	shape: Shape;
	word: string;
	/** The word is said elsewhere: only the shape is drawn. */
	bare?: boolean;
}

/** Word and shape always, colour as a third: nothing rests on colour. */
export function Mark( { shape, word, bare = false }: MarkProps ) {
	return (
		<span
			className={ `smartalloc-ops__mark smartalloc-ops__mark--${ shape.replace(
				/_/g,
				'-'
			) }${ bare ? ' is-bare' : '' }` }
		>
			<svg
				viewBox="0 0 16 16"
				width="14"
				height="14"
				aria-hidden="true"
				focusable="false"
			>
				<Drawing shape={ shape } />
			</svg>
			<span className={ bare ? 'screen-reader-text' : undefined }>
				{ word }
			</span>
		</span>
	);
}

export function StatusMark( { status }: { status: Status } ) {
	return <Mark shape={ status } word={ statusWord( status ) } />;
}
