import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
	/** With forward slashes. */
	readonly name: string;
	readonly content: Buffer;
}

/** 1 January 1980, the first day that the format knows: the same input gives the same archive on any day. */
const DOS_DATE = 0x0021;
const DOS_TIME = 0;

const VERSION = 20;
const UNIX = 3;
const DEFLATE = 8;
const NAMES_ARE_UTF8 = 0x0800;
const REGULAR_FILE_644 = 0o100644;

function u16( value: number ): Buffer {
	const bytes = Buffer.alloc( 2 );
	bytes.writeUInt16LE( value );
	return bytes;
}

function u32( value: number ): Buffer {
	const bytes = Buffer.alloc( 4 );
	bytes.writeUInt32LE( value );
	return bytes;
}

/** An archive of files in the order given. */
export function zip_archive( entries: readonly ZipEntry[] ): Buffer {
	const local: Buffer[] = [];
	const central: Buffer[] = [];
	let offset = 0;
	for ( const { name, content } of entries ) {
		const name_bytes = Buffer.from( name, 'utf8' );
		const packed = deflateRawSync( content, { level: 9 } );
		// Shared by the header before the file and the one in the directory at the end.
		const facts = Buffer.concat( [
			u16( NAMES_ARE_UTF8 ),
			u16( DEFLATE ),
			u16( DOS_TIME ),
			u16( DOS_DATE ),
			u32( crc32( content ) ),
			u32( packed.length ),
			u32( content.length ),
			u16( name_bytes.length ),
			u16( 0 ),
		] );
		const head = Buffer.concat( [
			u32( 0x04034b50 ),
			u16( VERSION ),
			facts,
			name_bytes,
		] );
		local.push( head, packed );
		central.push(
			u32( 0x02014b50 ),
			u16( UNIX * 0x100 + VERSION ),
			u16( VERSION ),
			facts,
			u16( 0 ),
			u16( 0 ),
			u16( 0 ),
			u32( REGULAR_FILE_644 * 0x10000 ),
			u32( offset ),
			name_bytes
		);
		offset += head.length + packed.length;
	}
	const directory = Buffer.concat( central );
	return Buffer.concat( [
		...local,
		directory,
		u32( 0x06054b50 ),
		u16( 0 ),
		u16( 0 ),
		u16( entries.length ),
		u16( entries.length ),
		u32( directory.length ),
		u32( offset ),
		u16( 0 ),
	] );
}
