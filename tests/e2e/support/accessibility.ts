import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';

/** Fails with what axe found, in words, on our part of the page as it is now. */
export async function expect_accessible( page: Page ): Promise< void > {
	// A dialog that is still fading in has not the contrast it will have.
	await page.evaluate( async () => {
		const ending = document
			.getAnimations()
			.filter(
				( animation ) =>
					animation.effect?.getComputedTiming().endTime !== Infinity
			);
		await Promise.allSettled(
			ending.map( ( animation ) => animation.finished )
		);
	} );
	const report = await new AxeBuilder( { page } )
		.include( '#wpbody-content' )
		// Dialogs and menus hang on the body itself.
		.include( '.components-modal__screen-overlay' )
		.include( '.components-popover' )
		.withTags( [ 'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa' ] )
		.analyze();
	expect(
		report.violations.map(
			( found ) =>
				`${ found.id }: ${ found.help } (${ found.nodes
					.map( ( node ) => node.target.join( ' ' ) )
					.join( ', ' ) })`
		)
	).toEqual( [] );
}
