import { Button, Notice } from '@wordpress/components';
import { Component } from '@wordpress/element';
import { __, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import { errorMessage } from '../bridge/errors';
import type { Live } from '../store/use-resource';

interface SkeletonProps {
	rows: number;
	label: string;
}

/** Keeps the place of what is coming, so that nothing jumps. */
export function Skeleton( { rows, label }: SkeletonProps ) {
	return (
		<div className="smartalloc-ops__skeleton" role="status">
			<span className="screen-reader-text">{ label }</span>
			{ Array.from( { length: rows }, ( _unused, row ) => (
				<span key={ row } aria-hidden="true" />
			) ) }
		</div>
	);
}

interface FailureProps {
	error: unknown;
	onRetry: () => void;
}

export function Failure( { error, onRetry }: FailureProps ) {
	return (
		<Notice
			status="error"
			isDismissible={ false }
			className="smartalloc-ops__notice"
		>
			<p>
				{ sprintf(
					/* translators: %s: what went wrong. */
					__( 'This could not be read: %s', 'smartalloc-ops' ),
					errorMessage( error )
				) }
			</p>
			<Button
				__next40pxDefaultSize
				variant="secondary"
				onClick={ onRetry }
			>
				{ __( 'Try again', 'smartalloc-ops' ) }
			</Button>
		</Notice>
	);
}

interface LoadedProps< T > {
	live: Live< T >;
	rows: number;
	children: ( data: T ) => ReactNode;
}

/** Content, else the reason there is none, else its place. */
export function Loaded< T >( { live, rows, children }: LoadedProps< T > ) {
	if ( live.data !== undefined ) {
		return <>{ children( live.data ) }</>;
	}
	if ( live.error ) {
		return <Failure error={ live.error } onRetry={ live.reload } />;
	}
	return (
		<Skeleton rows={ rows } label={ __( 'Loading', 'smartalloc-ops' ) } />
	);
}

interface BoundaryProps {
	children: ReactNode;
}

/** A part that breaks, or whose script is gone after an update, does not take the page with it. */
export class Boundary extends Component< BoundaryProps, { error: unknown } > {
	override state: { error: unknown } = { error: null };

	static getDerivedStateFromError( error: unknown ) {
		return { error };
	}

	override render() {
		return this.state.error === null ? (
			this.props.children
		) : (
			<Notice
				status="error"
				isDismissible={ false }
				className="smartalloc-ops__notice"
			>
				<p>
					{ sprintf(
						/* translators: %s: what went wrong. */
						__(
							'This part of the screen could not be shown: %s',
							'smartalloc-ops'
						),
						errorMessage( this.state.error )
					) }
				</p>
				<Button
					__next40pxDefaultSize
					variant="secondary"
					onClick={ () => window.location.reload() }
				>
					{ __( 'Reload the page', 'smartalloc-ops' ) }
				</Button>
			</Notice>
		);
	}
}
