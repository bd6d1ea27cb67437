import { Button } from '@wordpress/components';
import { useId } from '@wordpress/element';
import type { ReactNode } from 'react';

import type { Capability } from '../bridge/types';
import { useCan } from '../site';
import { capabilityNote } from './words';

interface GuardedButtonProps {
	capability: Capability;
	onClick: () => void;
	children: ReactNode;
	id?: string | undefined;
	variant?: 'primary' | 'secondary' | 'tertiary' | 'link';
	is_destructive?: boolean;
	is_busy?: boolean;
	/** What is still missing before it can be pressed; shown beside it. */
	blocked?: string | null;
	/** Said to those who cannot see which row the button is in. */
	context?: string;
}

/** Stays visible and reachable for those who may not use it, and says why. */
export function GuardedButton( {
	capability,
	onClick,
	children,
	id,
	variant = 'secondary',
	is_destructive = false,
	is_busy = false,
	blocked = null,
	context,
}: GuardedButtonProps ) {
	const allowed = useCan( capability );
	const note_id = useId();
	const note = allowed ? blocked : capabilityNote( capability );
	const inert = note !== null || is_busy;
	return (
		<>
			<Button
				__next40pxDefaultSize
				size={ variant === 'primary' ? 'default' : 'compact' }
				variant={ variant }
				isDestructive={ is_destructive }
				isBusy={ is_busy }
				aria-disabled={ inert }
				aria-describedby={ note === null ? undefined : note_id }
				title={ allowed ? undefined : capabilityNote( capability ) }
				onClick={ () => {
					if ( ! inert ) {
						onClick();
					}
				} }
				{ ...( id !== undefined && { id } ) }
			>
				{ children }
				{ context !== undefined && (
					<span className="screen-reader-text"> { context }</span>
				) }
			</Button>
			{ note !== null && (
				<span
					id={ note_id }
					className="smartalloc-ops__quiet"
					hidden={ ! allowed }
				>
					{ note }
				</span>
			) }
		</>
	);
}

/** The same reason once, in sight, at the head of a screen. */
export function CapabilityNote( { capability }: { capability: Capability } ) {
	return useCan( capability ) ? null : (
		<p className="smartalloc-ops__note">{ capabilityNote( capability ) }</p>
	);
}
