import { DEMO_SITE } from './paths';
import { choose_plugins, type PluginSet } from './plugins';
import { open_site, type Site } from './site';
import { ensure_wordpress_files } from './wordpress-package';

/** The demo site on its files, whether it was installed before or not. */
export async function open_demo_site(
	port: number,
	folder = DEMO_SITE
): Promise< { site: Site; set: PluginSet } > {
	const files = await ensure_wordpress_files();
	const set = choose_plugins();
	const site = open_site(
		{
			folder,
			url: `http://127.0.0.1:${ port }`,
			database: { kind: 'sqlite' },
			prefix: 'wp_',
			link_core: false,
			constants: { WP_DEBUG: false },
		},
		files,
		set
	);
	return { site, set };
}
