import { defineConfig } from '@playwright/test';

const url = process.env.SMARTALLOC_OPS_E2E_URL;
if ( url === undefined ) {
	throw new Error(
		'SMARTALLOC_OPS_E2E_URL is not set: run `npm test -- e2e`, which starts the site.'
	);
}

export default defineConfig( {
	testDir: 'tests/e2e',
	workers: 1,
	retries: 0,
	forbidOnly: true,
	// For a machine with other work to do: waits end with the state they wait for, not with these.
	timeout: 300_000,
	expect: { timeout: 30_000 },
	reporter: [ [ 'line' ] ],
	use: {
		baseURL: url,
		actionTimeout: 30_000,
		navigationTimeout: 60_000,
		// Not the site's: what the screen shows must not depend on it.
		timezoneId: 'America/New_York',
		// No trace: recording one costs more than the tests themselves.
		screenshot: 'only-on-failure',
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
