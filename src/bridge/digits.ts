const ZEROS = [ 0x06f0, 0x0660 ];

/** Persian and Arabic digits as a keyboard types them, in the ones that numbers are read from. */
export function latinDigits( text: string ): string {
	return text.replace( /[۰-۹٠-٩]/g, ( digit ) => {
		const code = digit.charCodeAt( 0 );
		const zero = ZEROS.find( ( first ) => code >= first ) ?? 0;
		return String( code - zero );
	} );
}
