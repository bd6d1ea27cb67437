import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { compile, type JSONSchema } from 'json-schema-to-typescript';

const FOLDER = join( import.meta.dirname, '..', 'fixtures' );

export type Json = Record< string, unknown >;

export interface Route {
	readonly method: string;
	/** With its placeholders, as in `/runs/{id}`. */
	readonly path: string;
	/** JSON schema of each field it takes. */
	readonly fields: Readonly< Record< string, Json > >;
	/** Name of the schema of its answer. */
	readonly answer: string;
}

export function is_json( value: unknown ): value is Json {
	return (
		typeof value === 'object' && value !== null && ! Array.isArray( value )
	);
}

function object_in( file: string ): Json {
	const value: unknown = JSON.parse(
		readFileSync( join( FOLDER, file ), 'utf8' )
	);
	if ( ! is_json( value ) ) {
		throw new Error( `${ file } holds no object.` );
	}
	return value;
}

/** What the server serves, by name; the PHP side holds these files to it. */
export function schemas(): ReadonlyMap< string, Json > {
	return new Map(
		readdirSync( join( FOLDER, 'schemas' ) ).map( ( file ) => [
			basename( file, '.json' ),
			object_in( join( 'schemas', file ) ),
		] )
	);
}

export function routes(): readonly Route[] {
	return Object.entries( object_in( 'routes.json' ) ).map(
		( [ name, route ] ) => {
			const [ method, path ] = name.split( ' ' );
			if (
				method === undefined ||
				path === undefined ||
				! is_json( route ) ||
				typeof route.answer !== 'string' ||
				! is_json( route.fields )
			) {
				throw new Error( `${ name } is no route.` );
			}
			const fields: Record< string, Json > = {};
			for ( const [ field, schema ] of Object.entries( route.fields ) ) {
				if ( is_json( schema ) ) {
					fields[ field ] = schema;
				}
			}
			return { method, path, fields, answer: route.answer };
		}
	);
}

/** A title would become a type of its own beside the others; what counts here is only the shape. */
function without_titles( value: unknown ): unknown {
	if ( Array.isArray( value ) ) {
		return value.map( without_titles );
	}
	if ( ! is_json( value ) ) {
		return value;
	}
	return Object.fromEntries(
		Object.entries( value )
			.filter(
				( [ key, inner ] ) =>
					key !== 'title' || typeof inner !== 'string'
			)
			.map( ( [ key, inner ] ) => [ key, without_titles( inner ) ] )
	);
}

function is_schema( value: unknown ): value is JSONSchema {
	return is_json( value );
}

/** The type that a schema stands for, as TypeScript source that exports `Root`. */
export async function type_of( schema: Json ): Promise< string > {
	const shape = without_titles( schema );
	if ( ! is_schema( shape ) ) {
		throw new Error( 'A schema is an object.' );
	}
	return compile( shape, 'Root', { bannerComment: '', format: false } );
}

/** The type of what a route takes, with every field given. */
export async function type_of_fields( route: Route ): Promise< string > {
	return type_of( {
		type: 'object',
		additionalProperties: false,
		// A field that says `required: false` speaks of itself in WordPress's way, not of a list of names.
		properties: Object.fromEntries(
			Object.entries( route.fields ).map(
				( [ name, { required: _required, ...schema } ] ) => [
					name,
					schema,
				]
			)
		),
		required: Object.keys( route.fields ),
	} );
}
