export interface Process {
	readonly pid: number;
	/** Arguments joined by spaces; empty for what has none. */
	readonly commandLine: string;
}

/** `pgrep -a`: one line for each process, none when nothing matches. */
export const parsePgrep = (text: string): readonly Process[] =>
	text
		.split('\n')
		.filter(line => line.trim() !== '')
		.map(line => {
			const [, pid, commandLine = ''] = /^\s*(\d+)(?:\s+(.*?))?\s*$/.exec(line) ?? [];
			if (pid === undefined) {
				throw new Error(`expected "<pid> <command line>", got ${JSON.stringify(line.slice(0, 60))}`);
			}
			return {pid: Number(pid), commandLine};
		});
