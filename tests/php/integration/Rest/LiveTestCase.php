<?php
declare(strict_types=1);

namespace SmartAllocOps\Tests\Integration\Rest;

/** A test that calls the API of the running site over HTTP. */
abstract class LiveTestCase extends RestTestCase {
	protected function setUp(): void {
		parent::setUp();
		Caller::assemble();
		Footprint::settle();
	}
}
