import { Button, TextControl } from '@wordpress/components';
import { useState } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import type { FormEvent } from 'react';

import { paths } from '../../bridge/api';
import { latinDigits } from '../../bridge/digits';
import { errorMessage, errorStatus } from '../../bridge/errors';
import { Failure, Skeleton } from '../../components/states';
import { navigate, routeHref } from '../../router';
import { useResource } from '../../store/use-resource';
import { TraceView } from './trace-view';

/** Digits of any of the site's scripts as one whole number, else null. */
export function entryNumber( typed: string ): number | null {
	const latin = latinDigits( typed.trim() ).replace( /^#/, '' );
	const number = Number( latin );
	return /^\d{1,15}$/.test( latin ) && number > 0 ? number : null;
}

function AskForm( { entry }: { entry: number | null } ) {
	const [ typed, setTyped ] = useState(
		entry === null ? '' : String( entry )
	);
	const [ wrong, setWrong ] = useState( false );
	const ask = ( event: FormEvent ) => {
		event.preventDefault();
		const number = entryNumber( typed );
		setWrong( number === null );
		if ( number !== null ) {
			navigate(
				routeHref( window.location.search, {
					tab: 'entry',
					entry: number,
				} )
			);
		}
	};
	return (
		<form className="smartalloc-ops__ask" onSubmit={ ask }>
			<TextControl
				__next40pxDefaultSize
				__nextHasNoMarginBottom
				label={ __( 'Number of the entry', 'smartalloc-ops' ) }
				help={
					wrong
						? __(
								'Type the number of an entry, digits only.',
								'smartalloc-ops'
							)
						: __(
								'It stands in Gravity Forms beside each entry, and in the confirmation.',
								'smartalloc-ops'
							)
				}
				inputMode="numeric"
				dir="ltr"
				value={ typed }
				onChange={ setTyped }
				aria-invalid={ wrong }
			/>
			<Button __next40pxDefaultSize variant="primary" type="submit">
				{ __( 'Tell its story', 'smartalloc-ops' ) }
			</Button>
		</form>
	);
}

function Trace( { entry }: { entry: number } ) {
	// Not polled: a story is long, and nobody watches it happen.
	const live = useResource( paths.trace( entry ) );
	if ( live.data !== undefined ) {
		return <TraceView trace={ live.data } onAgain={ live.reload } />;
	}
	if ( live.error === null || live.error === undefined ) {
		return (
			<Skeleton rows={ 8 } label={ __( 'Loading', 'smartalloc-ops' ) } />
		);
	}
	return errorStatus( live.error ) === 404 ? (
		<div className="smartalloc-ops__card" role="status">
			<h3>
				{ sprintf(
					/* translators: %d: number of an entry. */
					__( 'Nothing is known of entry %d', 'smartalloc-ops' ),
					entry
				) }
			</h3>
			<p dir="auto">{ errorMessage( live.error ) }</p>
			<p>
				{ __(
					'Ask for the number again: a parent may have read it off another form or another site.',
					'smartalloc-ops'
				) }
			</p>
		</div>
	) : (
		<Failure error={ live.error } onRetry={ live.reload } />
	);
}

export function EntryScreen( { entry }: { entry: number | null } ) {
	return (
		<>
			<AskForm key={ entry ?? 'none' } entry={ entry } />
			{ entry === null ? (
				<p className="smartalloc-ops__empty">
					{ __(
						'One entry from its submission to its export: what happened, what is missing, and what to tell the parent. Ids and times only.',
						'smartalloc-ops'
					) }
				</p>
			) : (
				<Trace entry={ entry } />
			) }
		</>
	);
}
