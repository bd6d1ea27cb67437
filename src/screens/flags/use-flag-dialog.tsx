import { useEffect, useRef, useState } from '@wordpress/element';
import type { ReactNode } from 'react';

import type { Flag, FlagRevision } from '../../bridge/types';
import { findFlag, flagButtonId, flagKey } from '../../components/describe';
import { FlagDialog } from './flag-dialog';

/** What this person just did, and what it was before. */
export interface FlagDone {
	key: string;
	revision: number;
	before: string;
	reason: string;
}

interface FlagDialogControl {
	/** With a revision: to set it back to what it was then. */
	open: ( flag: Flag, target?: FlagRevision ) => void;
	dialog: ReactNode;
	done: FlagDone | null;
	setDone: ( done: FlagDone | null ) => void;
}

/** The dialog of whichever switch was pressed; the focus goes back to its button. */
export function useFlagDialog(
	flags: Flag[],
	opened_by_link: string | null,
	onClosed?: () => void
): FlagDialogControl {
	const [ key, setKey ] = useState( opened_by_link );
	const [ done, setDone ] = useState< FlagDone | null >( null );
	const [ target, setTarget ] = useState< FlagRevision | null >( null );
	const last = useRef< string | null >( null );
	const flag = key === null ? undefined : findFlag( flags, key );

	useEffect( () => setKey( opened_by_link ), [ opened_by_link ] );
	useEffect( () => {
		if ( flag ) {
			last.current = flagButtonId( flag.flag, flag.scope );
		} else if ( last.current !== null ) {
			document.getElementById( last.current )?.focus();
			last.current = null;
		}
	}, [ flag ] );

	const close = () => {
		setKey( null );
		onClosed?.();
	};
	return {
		open: ( pressed, back_to ) => {
			setDone( null );
			setTarget( back_to ?? null );
			setKey( flagKey( pressed.flag, pressed.scope ) );
		},
		done,
		setDone,
		dialog: flag && (
			<FlagDialog
				key={ key }
				flag={ flag }
				target={ target }
				onClose={ close }
				onChanged={ ( fresh, before ) => {
					setDone( {
						key: flagKey( fresh.flag, fresh.scope ),
						revision: fresh.revision,
						before: before.value,
						reason: fresh.reason,
					} );
					close();
				} }
			/>
		),
	};
}
