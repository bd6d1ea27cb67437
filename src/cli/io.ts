/** The world of the command: a test gives it another one. */
export interface Io {
	readonly env: Readonly< Record< string, string | undefined > >;
	readonly out: ( text: string ) => void;
	readonly err: ( text: string ) => void;
	/** Asks a yes-or-no question; null when there is nobody to ask. */
	readonly ask: ( ( question: string ) => Promise< string > ) | null;
}
