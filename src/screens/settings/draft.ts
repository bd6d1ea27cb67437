import { latinDigits } from '../../bridge/digits';
import type {
	SettingDefinition,
	SettingKey,
	Settings,
	SettingsPatch,
	SettingsValues,
} from '../../bridge/types';

/** What a field holds while it is edited; null takes the setting back to its default. */
export type Typed = string | boolean | null;

/** Only the settings somebody has touched. */
export type Draft = Partial< Record< SettingKey, Typed > >;

const LISTS: SettingDefinition[ 'kind' ][] = [
	'forms',
	'groups',
	'hooks',
	'addresses',
];

export function isList( { kind }: SettingDefinition ): boolean {
	return LISTS.includes( kind );
}

/** A value as its field shows it: lists one entry a line. */
export function asTyped(
	value: SettingsValues[ SettingKey ]
): string | boolean {
	if ( typeof value === 'boolean' ) {
		return value;
	}
	return Array.isArray( value ) ? value.join( '\n' ) : String( value ?? '' );
}

/** What the server is sent. What does not fit goes as it is, and the server says why not. */
export function asValue(
	definition: SettingDefinition,
	typed: Typed
): unknown {
	if ( typed === null || typeof typed === 'boolean' ) {
		return typed;
	}
	const text = definition.kind === 'addresses' ? typed : latinDigits( typed );
	if ( isList( definition ) ) {
		return text
			.split( /[\n,]/ )
			.map( ( entry ) => entry.trim() )
			.filter( ( entry ) => entry !== '' );
	}
	const trimmed = text.trim();
	return definition.kind === 'number' && /^\d{1,9}$/.test( trimmed )
		? Number( trimmed )
		: trimmed;
}

function same( one: unknown, other: unknown ): boolean {
	return JSON.stringify( one ) === JSON.stringify( other );
}

/** The touched settings that really differ from what stands. */
export function patchOf( settings: Settings, draft: Draft ): SettingsPatch {
	const patch: SettingsPatch = {};
	for ( const definition of settings.definitions ) {
		const typed = draft[ definition.key ];
		if ( typed === undefined ) {
			continue;
		}
		const value = asValue( definition, typed );
		const is_reset = value === null;
		const stands = is_reset
			? settings.sources[ definition.key ] !== 'option'
			: same(
					value,
					asValue(
						definition,
						asTyped( settings.values[ definition.key ] )
					)
				);
		if ( ! stands ) {
			patch[ definition.key ] = value;
		}
	}
	return patch;
}
