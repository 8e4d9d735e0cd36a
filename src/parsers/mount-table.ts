/** A mounted file system. */
export interface Mount {
	readonly point: string;
	/** bpf, cgroup2, ext4 … */
	readonly type: string;
	/** What is mounted, such as a device; pseudo file systems put any word there. */
	readonly source: string;
	readonly isReadOnly?: true;
	/** Programs there cannot be run. */
	readonly isNoExec?: true;
}

/** The kernel writes blanks and backslashes as three octal digits. */
const unescaped = (text: string): string =>
	text.replace(/\\([0-3][0-7]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));

/** `/proc/<pid>/mounts`, in the order of mounting: of two at one point the later one is seen. */
export const parseMountTable = (text: string): readonly Mount[] =>
	text
		.split('\n')
		.filter(line => line.trim() !== '')
		.map(line => {
			const [source, point, type, options = ''] = line.split(' ');
			if (source === undefined || !point?.startsWith('/') || type === undefined || type === '') {
				throw new Error(`expected a mount, got ${JSON.stringify(line.slice(0, 60))}`);
			}
			return {
				point: unescaped(point),
				type,
				source: unescaped(source),
				...(options.split(',').includes('ro') && {isReadOnly: true}),
				...(options.split(',').includes('noexec') && {isNoExec: true}),
			};
		});
