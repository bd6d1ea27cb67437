import {
	Button,
	CheckboxControl,
	RadioControl,
	TextareaControl,
	TextControl,
} from '@wordpress/components';
import { __, sprintf } from '@wordpress/i18n';
import type { ReactNode } from 'react';

import type { SettingDefinition, Settings } from '../../bridge/types';
import { asTyped, isList, type Typed } from './draft';

/** What goes into these is a few characters long. */
const SHORT: SettingDefinition[ 'kind' ][] = [ 'number', 'version' ];

interface FieldProps {
	definition: SettingDefinition;
	settings: Settings;
	/** What was typed; undefined while nobody has touched it. */
	typed: Typed | undefined;
	error: string | undefined;
	disabled: boolean;
	onType: ( typed: Typed ) => void;
}

function sourceNote( settings: Settings, key: SettingDefinition[ 'key' ] ) {
	switch ( settings.sources[ key ] ) {
		case 'constant':
			return __(
				'Laid down in wp-config.php by SMARTALLOC_OPS_CONFIG; it cannot be changed here.',
				'smartalloc-ops'
			);
		case 'default':
			return __( 'This is the default.', 'smartalloc-ops' );
		case 'option': {
			const value = asTyped( settings.defaults[ key ] );
			return typeof value === 'string' && value !== ''
				? sprintf(
						/* translators: %s: default value of a setting. */
						__( 'Default: %s', 'smartalloc-ops' ),
						value.replace( /\n/g, ', ' )
					)
				: __( 'Changed from the default.', 'smartalloc-ops' );
		}
	}
}

function Help( {
	definition,
	settings,
	error,
}: Pick< FieldProps, 'definition' | 'settings' | 'error' > ) {
	return (
		<>
			{ error !== undefined && (
				<span className="smartalloc-ops__error">{ error } </span>
			) }
			{ definition.help } { sourceNote( settings, definition.key ) }
		</>
	);
}

function Control( props: FieldProps ) {
	const { definition, settings, typed, error, disabled, onType } = props;
	const shown =
		typed === undefined || typed === null
			? asTyped(
					( typed === null ? settings.defaults : settings.values )[
						definition.key
					]
				)
			: typed;
	const help: ReactNode = (
		<Help definition={ definition } settings={ settings } error={ error } />
	);
	const invalid = error === undefined ? undefined : true;
	if ( typeof shown === 'boolean' ) {
		return (
			<CheckboxControl
				__nextHasNoMarginBottom
				label={ definition.label }
				help={ help }
				checked={ shown }
				disabled={ disabled }
				onChange={ onType }
			/>
		);
	}
	if ( definition.kind === 'choice' ) {
		return (
			<RadioControl
				label={ definition.label }
				help={ help }
				selected={ shown }
				options={ definition.options }
				disabled={ disabled }
				onChange={ onType }
			/>
		);
	}
	if ( isList( definition ) ) {
		return (
			<TextareaControl
				__nextHasNoMarginBottom
				label={ definition.label }
				help={ help }
				dir="ltr"
				rows={ Math.min(
					8,
					Math.max( 3, shown.split( '\n' ).length )
				) }
				value={ shown }
				disabled={ disabled }
				aria-invalid={ invalid }
				onChange={ onType }
			/>
		);
	}
	return (
		<TextControl
			__next40pxDefaultSize
			__nextHasNoMarginBottom
			label={ definition.label }
			help={ help }
			dir="ltr"
			inputMode={ definition.kind === 'number' ? 'numeric' : 'text' }
			value={ shown }
			disabled={ disabled }
			aria-invalid={ invalid }
			onChange={ onType }
		/>
	);
}

/** One setting: its control, what is wrong with it, where its value comes from, and the way back. */
export function Field( props: FieldProps ) {
	const { definition, settings, typed, disabled, onType } = props;
	const is_hidden = settings.values[ definition.key ] === null;
	const resettable =
		! disabled &&
		typed !== null &&
		settings.sources[ definition.key ] === 'option';
	if ( is_hidden ) {
		return (
			<p>
				<strong>{ definition.label }</strong>:{ ' ' }
				{ __(
					'shown only to those who may change settings.',
					'smartalloc-ops'
				) }
			</p>
		);
	}
	return (
		<div
			className={ `smartalloc-ops__field${
				SHORT.includes( definition.kind ) ? ' is-short' : ''
			}` }
		>
			<Control { ...props } />
			{ resettable && (
				<Button
					size="small"
					variant="tertiary"
					onClick={ () => onType( null ) }
				>
					{ __( 'Back to the default', 'smartalloc-ops' ) }
					<span className="screen-reader-text">
						{ ' ' }
						{ definition.label }
					</span>
				</Button>
			) }
		</div>
	);
}
