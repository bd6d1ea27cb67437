import { paths } from '../../bridge/api';
import { Loaded } from '../../components/states';
import { useLive } from '../../store/polling';
import { CoverageFold, SetUpCard } from './coverage';
import { isFirstDay } from './first-day';
import { Held } from './held';
import { Headline } from './headline';
import { Problems } from './problems';
import { Summary } from './summary';

export function OverviewScreen() {
	const live = useLive( paths.overview );
	return (
		<Loaded live={ live } rows={ 8 }>
			{ ( overview ) => {
				const first = isFirstDay( overview );
				const problems = first
					? overview.problems.filter(
							( { status } ) => status !== 'unknown'
						)
					: overview.problems;
				return (
					<>
						<Headline headline={ overview.headline } />
						{ first && <SetUpCard lines={ overview.coverage } /> }
						<Problems problems={ problems } />
						<Held held={ overview.held } flags={ overview.flags } />
						<Summary overview={ overview } />
						{ ! first && (
							<CoverageFold lines={ overview.coverage } />
						) }
					</>
				);
			} }
		</Loaded>
	);
}
