import { CheckboxControl } from '@wordpress/components';
import { useDispatch } from '@wordpress/data';
import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import type { Watchdog } from '../../bridge/types';
import { ReasonDialog } from '../../components/reason-dialog';
import { store } from '../../store';
import type { WatchdogWish } from './watchdog-panel';

interface WatchdogDialogProps {
	watchdog: Watchdog;
	change: WatchdogWish;
	onClose: () => void;
}

function wordsOf( change: WatchdogWish ) {
	switch ( change ) {
		case 'install':
			return {
				title: __( 'Install the watchdog', 'smartalloc-ops' ),
				verb: __( 'Install it', 'smartalloc-ops' ),
				said: __( 'The watchdog is installed.', 'smartalloc-ops' ),
			};
		case 'remove':
			return {
				title: __( 'Remove the watchdog', 'smartalloc-ops' ),
				verb: __( 'Remove it', 'smartalloc-ops' ),
				said: __( 'The watchdog is removed.', 'smartalloc-ops' ),
			};
		case 'alone':
			return {
				title: __( 'Let the watchdog act alone', 'smartalloc-ops' ),
				verb: __( 'Let it act alone', 'smartalloc-ops' ),
				said: __( 'The watchdog may act alone.', 'smartalloc-ops' ),
			};
		case 'not_alone':
			return {
				title: __( 'Let the watchdog not act alone', 'smartalloc-ops' ),
				verb: __( 'Let it not act alone', 'smartalloc-ops' ),
				said: __(
					'The watchdog may not act alone any more.',
					'smartalloc-ops'
				),
			};
	}
}

/** What the file does, before it is there. */
function Explanation() {
	return (
		<ul className="smartalloc-ops__list is-dotted">
			<li>
				{ __(
					'One file is put into the folder of must-use plugins. WordPress loads it before all other plugins, in each request; it reads one small file and asks the database nothing.',
					'smartalloc-ops'
				) }
			</li>
			<li>
				{ __(
					'When SmartAlloc brings the site down again and again, the file keeps it from loading for some minutes. The site answers without it, and this screen says what happened.',
					'smartalloc-ops'
				) }
			</li>
			<li>
				{ __(
					'While a rollback runs, it brings the good build back when the swap itself goes wrong.',
					'smartalloc-ops'
				) }
			</li>
			<li>
				{ __(
					'It touches no other plugin and no data. Whatever goes wrong in it, the site goes on.',
					'smartalloc-ops'
				) }
			</li>
		</ul>
	);
}

const ALONE_HELP = () =>
	__(
		'When SmartAlloc brings the site down outside of a rollback, too, it puts the last known good build in its place at once, without asking anybody. Without this it only keeps SmartAlloc from loading and waits for a person.',
		'smartalloc-ops'
	);

export function WatchdogDialog( {
	watchdog,
	change,
	onClose,
}: WatchdogDialogProps ) {
	const { changeWatchdog } = useDispatch( store );
	const [ alone, setAlone ] = useState( watchdog.act_alone );
	const words = wordsOf( change );
	return (
		<ReasonDialog
			title={ words.title }
			capability="update_plugins"
			verb={ words.verb }
			is_destructive={ change === 'remove' }
			onConfirm={ async ( reason ) => {
				await changeWatchdog( {
					installed: change !== 'remove',
					act_alone:
						change === 'alone' || ( change === 'install' && alone ),
					reason,
				} );
				return words.said;
			} }
			onClose={ onClose }
		>
			{ change === 'install' && (
				<>
					<Explanation />
					<CheckboxControl
						__nextHasNoMarginBottom
						label={ __( 'It may act alone', 'smartalloc-ops' ) }
						help={ ALONE_HELP() }
						checked={ alone }
						onChange={ setAlone }
					/>
				</>
			) }
			{ change === 'remove' && (
				<p>
					{ __(
						'The file goes. When SmartAlloc brings the site down after that, somebody must use the command line; the recovery card has the lines.',
						'smartalloc-ops'
					) }
				</p>
			) }
			{ change === 'alone' && <p>{ ALONE_HELP() }</p> }
			{ change === 'not_alone' && (
				<p>
					{ __(
						'From then on it only keeps a SmartAlloc that brings the site down from loading, and waits for a person. While a rollback runs it still brings the good build back.',
						'smartalloc-ops'
					) }
				</p>
			) }
		</ReasonDialog>
	);
}
