import { Button } from '@wordpress/components';
import { useEffect, useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { Failure } from '../../components/states';

/** Drawn by the server beneath the screen, for those who may roll back. */
const LINES = '.smartalloc-ops__rescue';

interface UnreachableProps {
	error: unknown;
	onRetry: () => void;
}

/** Nothing of a rollback can be read, as when a release dies of the REST API: said once, with the way that needs no API. */
export function Unreachable( { error, onRetry }: UnreachableProps ) {
	const [ lines, setLines ] = useState< HTMLDetailsElement | null >( null );
	useEffect(
		() => setLines( document.querySelector< HTMLDetailsElement >( LINES ) ),
		[]
	);
	const show = () => {
		if ( lines !== null ) {
			lines.open = true;
			lines.scrollIntoView( { block: 'center' } );
			lines.querySelector( 'summary' )?.focus();
		}
	};
	return (
		<>
			<Failure error={ error } onRetry={ onRetry } />
			<section className="smartalloc-ops__card">
				<h3>{ __( 'The site does not answer', 'smartalloc-ops' ) }</h3>
				<p>
					{ __(
						'A release that is bad enough does that. A rollback does not need this screen then: two lines in a shell of the server bring the good build back.',
						'smartalloc-ops'
					) }
				</p>
				{ lines === null ? (
					<p>
						{ __(
							'Tell somebody who may roll back. They find the lines at the foot of this tab and on the recovery card.',
							'smartalloc-ops'
						) }
					</p>
				) : (
					<Button
						__next40pxDefaultSize
						variant="primary"
						onClick={ show }
					>
						{ __( 'Show the two lines', 'smartalloc-ops' ) }
					</Button>
				) }
			</section>
		</>
	);
}
