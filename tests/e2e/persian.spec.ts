import { expect, type Page } from '@playwright/test';
import { expect_accessible } from './support/accessibility';
import { expect_no_sideways_scroll, root_of } from './support/screen';
import { test } from './support/session';
import { reset_site, still_the_demo } from './support/site';
import { wp } from './support/wp';

const WIDTHS = [ 1280, 400 ];

const LANGUAGES = [
	{ locale: 'fa_IR', direction: 'rtl' },
	{ locale: 'en_US', direction: 'ltr' },
] as const;

/** Words in a row that are no name, no command and no address: a sentence nobody translated. */
const ENGLISH = /(?:\b[A-Za-z][a-z’']+[,:;]? ){3,}[a-z]+\b/;

async function settled( page: Page ): Promise< void > {
	await expect(
		root_of( page )
			.locator(
				'.smartalloc-ops__panel > :not(h2, .smartalloc-ops__skeleton)'
			)
			.first()
	).toBeVisible();
	await expect(
		root_of( page ).locator( '.smartalloc-ops__skeleton' )
	).toHaveCount( 0 );
}

/** What stands on the page or is said to a screen reader, without what is technical or was written by people. */
function texts_of( page: Page ): Promise< string[] > {
	return root_of( page ).evaluate( ( root ) => {
		const found: string[] = [];
		const walker = root.ownerDocument.createTreeWalker(
			root,
			NodeFilter.SHOW_TEXT
		);
		while ( walker.nextNode() ) {
			const { parentElement, textContent } = walker.currentNode;
			if (
				! parentElement?.closest( 'code, pre, textarea, bdi[dir=ltr]' )
			) {
				found.push( textContent ?? '' );
			}
		}
		for ( const element of root.querySelectorAll(
			'[aria-label], [title], [placeholder]'
		) ) {
			for ( const name of [ 'aria-label', 'title', 'placeholder' ] ) {
				found.push( element.getAttribute( name ) ?? '' );
			}
		}
		return found.map( ( text ) => text.trim() ).filter( Boolean );
	} );
}

/** All that can be opened in place. */
async function unfold( page: Page ): Promise< void > {
	await root_of( page ).evaluate( ( root ) => {
		for ( const details of root.querySelectorAll( 'details' ) ) {
			details.open = true;
		}
	} );
	await settled( page );
}

test.beforeAll( still_the_demo );
test.beforeEach( reset_site );
test.afterEach( async () => {
	await wp( 'user', 'meta', 'delete', 'owner', 'locale' );
} );

for ( const { locale, direction } of LANGUAGES ) {
	test( `every tab is whole in ${ locale }, wide and on a telephone`, async ( {
		seat,
	} ) => {
		// Every tab is judged twice.
		test.setTimeout( 1_200_000 );
		await wp( 'user', 'meta', 'update', 'owner', 'locale', locale );
		for ( const flag of [
			[ 'comms' ],
			[ 'scheduling', 'smartalloc_export' ],
		] ) {
			await wp(
				'smartalloc-ops',
				'flags',
				'set',
				flag[ 0 ] ?? '',
				'off',
				`--scope=${ flag[ 1 ] ?? '' }`,
				'--reason=قطع SMTP',
				'--yes'
			);
		}
		const { page } = await seat( 'owner' );
		await page.goto( '/wp-admin/admin.php?page=smartalloc-ops' );
		await expect( page.locator( 'html' ) ).toHaveCSS(
			'direction',
			direction
		);
		const tabs = root_of( page ).locator( 'nav .nav-tab' );
		await settled( page );
		for ( let tab = 0; tab < ( await tabs.count() ); tab++ ) {
			await tabs.nth( tab ).click();
			await settled( page );
			await unfold( page );
			const name = await tabs.nth( tab ).innerText();
			for ( const width of WIDTHS ) {
				await page.setViewportSize( { width, height: 900 } );
				await test.step( `${ name } at ${ width } pixels`, async () => {
					await expect_no_sideways_scroll( page );
					await expect_accessible( page );
				} );
			}
			if ( locale === 'fa_IR' ) {
				expect(
					( await texts_of( page ) ).filter( ( text ) =>
						ENGLISH.test( text )
					),
					`English on ${ name }`
				).toEqual( [] );
			}
		}
	} );
}

/** Marks that tell which way a text runs are no part of what it says. */
function without_marks( text: string | null ): string {
	return ( text ?? '' ).replace( /[\u200f\u2066-\u2069]/g, '' );
}

test( 'numbers, times and sentences of the server come in the digits and the calendar of the reader', async ( {
	seat,
} ) => {
	await wp( 'user', 'meta', 'update', 'owner', 'locale', 'fa_IR' );
	const { page } = await seat( 'owner' );
	await page.goto( '/wp-admin/admin.php?page=smartalloc-ops&tab=health' );
	await settled( page );

	const measured = root_of( page ).locator( 'time' ).first();
	expect( without_marks( await measured.textContent() ) ).toMatch(
		/^(همین حالا|[۰-۹]+ (ثانیه|دقیقه) پیش)$/
	);
	const year = new Intl.DateTimeFormat( 'fa-IR-u-ca-persian', {
		year: 'numeric',
		timeZone: 'Asia/Tehran',
	} ).format( new Date() );
	expect( await measured.getAttribute( 'title' ) ).toContain( year );

	const said = without_marks( await root_of( page ).textContent() );
	expect( said ).toMatch( /[۰-۹]+ پیام مرده؛ آستانه ۵ است\./ );
	// A version keeps its digits.
	expect( said ).toMatch( /Gravity Forms \d+\.\d+\S* با ۱ فرم فعال است\./ );
} );
