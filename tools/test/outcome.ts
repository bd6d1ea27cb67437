/** What a stage came to. Tests that were skipped count as neither. */
export interface Outcome {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	/** Shown when something failed. */
	readonly output: string;
}

function attribute( tag: string, name: string ): number {
	return Number(
		new RegExp( ` ${ name }="(\\d+)"` ).exec( tag )?.[ 1 ] ?? 0
	);
}

/** A program that checks one thing: it counts as one test. */
export function check_outcome( code: number, output: string ): Outcome {
	return {
		passed: code === 0 ? 1 : 0,
		failed: code === 0 ? 0 : 1,
		skipped: 0,
		output,
	};
}

/**
 * Counts of a test program. Its exit code outranks its report: what went wrong outside of a test is one more failure,
 * and a program that died has a report that is missing or says nothing of it.
 */
function counted(
	counts: {
		readonly total: number;
		readonly failed: number;
		readonly skipped: number;
	} | null,
	code: number,
	output: string
): Outcome {
	const { total, failed, skipped } = counts ?? {
		total: 0,
		failed: 0,
		skipped: 0,
	};
	return {
		passed: Math.max( 0, total - failed - skipped ),
		failed: code !== 0 && failed === 0 ? 1 : failed,
		skipped,
		output,
	};
}

/** From the JUnit file that PHPUnit wrote, null when it wrote none. */
export function phpunit_outcome(
	junit: string | null,
	code: number,
	output: string
): Outcome {
	const tag = junit === null ? null : /<testsuite [^>]*>/.exec( junit );
	return counted(
		tag === null
			? null
			: {
					total: attribute( tag[ 0 ], 'tests' ),
					failed:
						attribute( tag[ 0 ], 'errors' ) +
						attribute( tag[ 0 ], 'failures' ),
					skipped: attribute( tag[ 0 ], 'skipped' ),
				},
		code,
		output
	);
}

function number_in( value: unknown, ...path: readonly string[] ): number {
	let found = value;
	for ( const key of path ) {
		found =
			typeof found === 'object' && found !== null
				? Object.entries( found ).find(
						( [ name ] ) => name === key
					)?.[ 1 ]
				: undefined;
	}
	return typeof found === 'number' ? found : 0;
}

function parsed( json: string | null ): unknown {
	return json === null ? null : JSON.parse( json );
}

/** From Vitest's JSON report. */
export function vitest_outcome(
	json: string | null,
	code: number,
	output: string
): Outcome {
	const report = parsed( json );
	return counted(
		report === null
			? null
			: {
					total: number_in( report, 'numTotalTests' ),
					failed: number_in( report, 'numFailedTests' ),
					skipped:
						number_in( report, 'numPendingTests' ) +
						number_in( report, 'numTodoTests' ),
				},
		code,
		output
	);
}

/** From Playwright's JSON report. A test that passed only when tried again has failed. */
export function playwright_outcome(
	json: string | null,
	code: number,
	output: string
): Outcome {
	const report = parsed( json );
	const failed =
		number_in( report, 'stats', 'unexpected' ) +
		number_in( report, 'stats', 'flaky' );
	const skipped = number_in( report, 'stats', 'skipped' );
	return counted(
		report === null
			? null
			: {
					total:
						number_in( report, 'stats', 'expected' ) +
						failed +
						skipped,
					failed,
					skipped,
				},
		code,
		output
	);
}

/** A stage that ran no test has proven nothing, unless a filter left it none. */
export function with_emptiness_judged(
	outcome: Outcome,
	is_filtered: boolean
): Outcome {
	return outcome.passed + outcome.failed > 0 || is_filtered
		? outcome
		: {
				...outcome,
				failed: 1,
				output: `${ outcome.output }\nNo test ran.`,
			};
}

export interface Total {
	readonly passed: number;
	readonly failed: number;
}

/** The sum, with the whole run failed when nothing at all was run. */
export function total_of( outcomes: readonly Outcome[] ): Total {
	const passed = outcomes.reduce(
		( sum, outcome ) => sum + outcome.passed,
		0
	);
	const failed = outcomes.reduce(
		( sum, outcome ) => sum + outcome.failed,
		0
	);
	return passed + failed === 0 ? { passed, failed: 1 } : { passed, failed };
}

/** The line that machines read: the last one. */
export function closing_line( total: Total ): string {
	return `${ total.passed } passed, ${ total.failed } failed`;
}
