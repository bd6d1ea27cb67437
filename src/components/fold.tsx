import type { ReactNode } from 'react';

interface FoldProps {
	/** Says what is inside well enough that nobody has to open it. */
	summary: ReactNode;
	children: ReactNode;
}

/** What needs nobody now: one line, which opens. */
export function Fold( { summary, children }: FoldProps ) {
	return (
		<details className="smartalloc-ops__fold">
			<summary>{ summary }</summary>
			{ children }
		</details>
	);
}
