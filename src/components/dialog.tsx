import { Button, Modal } from '@wordpress/components';
import { __ } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { Capability } from '../bridge/types';
import { GuardedButton } from './guarded-button';

interface DialogProps {
	title: string;
	capability: Capability;
	/** The button says what it does, never "OK". */
	verb: string;
	blocked: string | null;
	is_busy: boolean;
	is_destructive?: boolean;
	onConfirm: () => void;
	onClose: () => void;
	children: ReactNode;
}

/** Esc closes; only its own button acts, so Enter in a field destroys nothing. */
export function Dialog( {
	title,
	capability,
	verb,
	blocked,
	is_busy,
	is_destructive = false,
	onConfirm,
	onClose,
	children,
}: DialogProps ) {
	return (
		<Modal
			title={ title }
			size="medium"
			onRequestClose={ onClose }
			// A click beside it must not throw away a typed reason.
			shouldCloseOnClickOutside={ false }
			className="smartalloc-ops__dialog"
		>
			<div className="smartalloc-ops__stack">{ children }</div>
			<div className="smartalloc-ops__buttons is-end">
				<GuardedButton
					capability={ capability }
					variant="primary"
					is_destructive={ is_destructive }
					is_busy={ is_busy }
					blocked={ blocked }
					onClick={ onConfirm }
				>
					{ verb }
				</GuardedButton>
				<Button
					__next40pxDefaultSize
					variant="tertiary"
					onClick={ onClose }
				>
					{ __( 'Cancel', 'smartalloc-ops' ) }
				</Button>
			</div>
		</Modal>
	);
}
