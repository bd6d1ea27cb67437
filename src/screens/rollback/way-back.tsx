import { CheckboxControl, RadioControl } from '@wordpress/components';
import { __ } from '@wordpress/i18n';

import type { RollbackRequest, Strategy } from '../../bridge/types';

export type FlagsAfter = NonNullable< RollbackRequest[ 'flags' ] >;

/** What each way of bringing the good build back means for this site. */
export function wayWords( way: Strategy ): { label: string; what: string } {
	switch ( way ) {
		case 'auto':
			return {
				label: __( 'As this site allows', 'smartalloc-ops' ),
				what: __(
					'Exchanged here where that can be done; else by the deployment that listens, else by hand.',
					'smartalloc-ops'
				),
			};
		case 'local_swap':
			return {
				label: __( 'Exchange the files here', 'smartalloc-ops' ),
				what: __(
					'The kept build takes the place of the one that runs. What stood there is kept.',
					'smartalloc-ops'
				),
			};
		case 'external':
			return {
				label: __( 'Ask the deployment', 'smartalloc-ops' ),
				what: __(
					'The deployment of this site is told which build is wanted, and the run waits until it stands there.',
					'smartalloc-ops'
				),
			};
		case 'manual':
			return {
				label: __( 'By hand', 'smartalloc-ops' ),
				what: __(
					'A person brings the files, by the instructions of the run, which waits until they stand there.',
					'smartalloc-ops'
				),
			};
		case 'contain':
			return {
				label: __( 'Freeze and hold only', 'smartalloc-ops' ),
				what: __(
					'The release stays where it is; nothing new begins.',
					'smartalloc-ops'
				),
			};
	}
}

const WAYS: readonly Strategy[] = [
	'auto',
	'local_swap',
	'external',
	'manual',
	'contain',
];

export function WayChoice( {
	way,
	onChoose,
}: {
	way: Strategy;
	onChoose: ( way: Strategy ) => void;
} ) {
	return (
		<RadioControl
			label={ __( 'How shall it come back?', 'smartalloc-ops' ) }
			selected={ way }
			options={ WAYS.map( ( value ) => ( {
				value,
				label: wayWords( value ).label,
				description: wayWords( value ).what,
			} ) ) }
			onChange={ ( value ) =>
				onChoose( WAYS.find( ( known ) => known === value ) ?? 'auto' )
			}
		/>
	);
}

export function FlagsChoice( {
	after,
	onChoose,
}: {
	after: FlagsAfter;
	onChoose: ( after: FlagsAfter ) => void;
} ) {
	return (
		<RadioControl
			label={ __( 'And the switches afterwards?', 'smartalloc-ops' ) }
			selected={ after }
			options={ [
				{
					value: 'put_back',
					label: __( 'Put them back', 'smartalloc-ops' ),
					description: __(
						'When the site was tried and the first held jobs ran well.',
						'smartalloc-ops'
					),
				},
				{
					value: 'leave',
					label: __( 'Leave them as frozen', 'smartalloc-ops' ),
					description: __(
						'A person puts each back under Flags.',
						'smartalloc-ops'
					),
				},
			] }
			onChange={ ( value ) =>
				onChoose( value === 'leave' ? 'leave' : 'put_back' )
			}
		/>
	);
}

/** What the server calls a database that a later release has changed. */
export const NEWER_SCHEMA = 'schema_newer';

/** Offered only where it is in the way; nobody accepts alone what cannot be undone. */
export function NewerSchemaChoice( {
	accepted,
	onChoose,
}: {
	accepted: boolean;
	onChoose: ( accepted: boolean ) => void;
} ) {
	return (
		<CheckboxControl
			__nextHasNoMarginBottom
			label={ __(
				'Bring it back all the same, if a second person agrees',
				'smartalloc-ops'
			) }
			help={ __(
				'The run then begins by waiting for somebody else, and touches nothing before.',
				'smartalloc-ops'
			) }
			checked={ accepted }
			onChange={ onChoose }
		/>
	);
}
