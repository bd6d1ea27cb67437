/** Puts the focus back on what opened a dialog; where that has gone into a closed fold meanwhile, on its line. */
export function focusOn( id: string ) {
	const element = document.getElementById( id );
	const fold = element?.closest( 'details:not([open])' );
	( fold?.querySelector( 'summary' ) ?? element )?.focus();
}
