import { useState } from '@wordpress/element';
import { __ } from '@wordpress/i18n';

import { paths } from '../../bridge/api';
import type { Watchdog } from '../../bridge/types';
import { FocusCard } from '../../components/focus-card';
import { GuardedButton } from '../../components/guarded-button';
import { Mark, type Shape } from '../../components/mark';
import { Said } from '../../components/said';
import { Loaded } from '../../components/states';
import { Time } from '../../components/time';
import { useLive } from '../../store/polling';
import { WatchdogDialog } from './watchdog-dialog';

/** It changes when somebody installs it or when the site has died. */
const WATCHDOG_POLL_MS = 30_000;

export type WatchdogWish = 'install' | 'remove' | 'alone' | 'not_alone';

function stateWord( state: Watchdog[ 'state' ] ): {
	shape: Shape;
	word: string;
} {
	switch ( state ) {
		case 'installed':
			return { shape: 'good', word: __( 'Watching', 'smartalloc-ops' ) };
		case 'outdated':
			return {
				shape: 'recommended',
				word: __( 'Watching, outdated', 'smartalloc-ops' ),
			};
		case 'broken':
			return {
				shape: 'critical',
				word: __( 'Not watching', 'smartalloc-ops' ),
			};
		case 'absent':
			return {
				shape: 'not_set_up',
				word: __( 'Not installed', 'smartalloc-ops' ),
			};
	}
}

function LastFatal( { fatal }: Pick< Watchdog, 'fatal' > ) {
	return fatal === null ? null : (
		<p className="smartalloc-ops__quiet">
			{ __( 'Last fatal error it saw:', 'smartalloc-ops' ) }{ ' ' }
			<bdi dir="ltr">
				{ fatal.kind } { fatal.file }
			</bdi>{ ' ' }
			<Time at={ fatal.at } />
		</p>
	);
}

function Buttons( {
	watchdog,
	onChange,
}: {
	watchdog: Watchdog;
	onChange: ( change: WatchdogWish ) => void;
} ) {
	const watches =
		watchdog.state === 'installed' || watchdog.state === 'outdated';
	return (
		<div className="smartalloc-ops__buttons">
			{ watchdog.state !== 'installed' && (
				<GuardedButton
					capability="update_plugins"
					onClick={ () => onChange( 'install' ) }
				>
					{ watchdog.state === 'absent'
						? __( 'Install the watchdog…', 'smartalloc-ops' )
						: __( 'Install it again…', 'smartalloc-ops' ) }
				</GuardedButton>
			) }
			{ watches && (
				<GuardedButton
					capability="update_plugins"
					onClick={ () =>
						onChange( watchdog.act_alone ? 'not_alone' : 'alone' )
					}
				>
					{ watchdog.act_alone
						? __( 'Let it not act alone…', 'smartalloc-ops' )
						: __( 'Let it act alone…', 'smartalloc-ops' ) }
				</GuardedButton>
			) }
			{ watchdog.state !== 'absent' && (
				<GuardedButton
					capability="update_plugins"
					is_destructive
					onClick={ () => onChange( 'remove' ) }
				>
					{ __( 'Remove the watchdog…', 'smartalloc-ops' ) }
				</GuardedButton>
			) }
		</div>
	);
}

/** The must-use file that acts when WordPress itself no longer can. */
export function WatchdogPanel( { focused }: { focused: boolean } ) {
	const live = useLive( paths.watchdog, WATCHDOG_POLL_MS );
	const [ change, setChange ] = useState< WatchdogWish | null >( null );
	return (
		<FocusCard
			title={ __( 'Watchdog', 'smartalloc-ops' ) }
			focused={ focused }
		>
			<Loaded live={ live } rows={ 2 }>
				{ ( watchdog ) => (
					<div className="smartalloc-ops__stack">
						<p>
							<Mark { ...stateWord( watchdog.state ) } />{ ' ' }
							<Said>{ watchdog.detail }</Said>
						</p>
						<LastFatal fatal={ watchdog.fatal } />
						{ ! watchdog.writable && (
							<p className="smartalloc-ops__note">
								{ __(
									'WordPress may not write to the folder of must-use plugins here: the deployment of this site must put the file there.',
									'smartalloc-ops'
								) }
							</p>
						) }
						<Buttons watchdog={ watchdog } onChange={ setChange } />
						{ change !== null && (
							<WatchdogDialog
								watchdog={ watchdog }
								change={ change }
								onClose={ () => setChange( null ) }
							/>
						) }
					</div>
				) }
			</Loaded>
		</FocusCard>
	);
}
