import { defineConfig } from '@playwright/test';

const url = process.env.SMARTALLOC_OPS_E2E_URL;
if ( url === undefined ) {
	throw new Error(
		'SMARTALLOC_OPS_E2E_URL is not set: run `npm test -- e2e`, which starts the site.'
	);
}

export default defineConfig( {
	testDir: 'tests/e2e',
	outputDir: '.cache/e2e',
	workers: 1,
	retries: 0,
	forbidOnly: true,
	timeout: 90_000,
	expect: { timeout: 20_000 },
	reporter: [ [ 'line' ] ],
	use: {
		baseURL: url,
		actionTimeout: 20_000,
		navigationTimeout: 40_000,
		screenshot: 'only-on-failure',
		trace: 'retain-on-failure',
		launchOptions: {
			executablePath:
				process.env.SMARTALLOC_OPS_CHROMIUM ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		},
	},
} );
