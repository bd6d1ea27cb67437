import { speak } from '@wordpress/a11y';
import { useRef, useState } from '@wordpress/element';

import { errorMessage } from '../bridge/errors';

interface Task {
	busy: boolean;
	/** Why the last try failed, or null. */
	error: unknown;
	/** Resolves to whether it worked; says so to screen readers. */
	run: ( work: () => Promise< string > ) => Promise< boolean >;
	forget: () => void;
}

/** One mutation at a time: busy while it runs, the reason when it failed. */
export function useTask(): Task {
	const [ busy, setBusy ] = useState( false );
	const running = useRef( false );
	const [ error, setError ] = useState< unknown >( null );
	return {
		busy,
		error,
		async run( work ) {
			if ( running.current ) {
				return false;
			}
			running.current = true;
			setBusy( true );
			setError( null );
			try {
				speak( await work() );
				return true;
			} catch ( thrown ) {
				setError( thrown );
				speak( errorMessage( thrown ), 'assertive' );
				return false;
			} finally {
				running.current = false;
				setBusy( false );
			}
		},
		forget: () => setError( null ),
	};
}
