/** A line of klog: `E1122 08:16:18.123456    4711 kubelet.go:2840] "Unable to …"`. */
export interface KlogLine {
	readonly severity: 'I' | 'W' | 'E' | 'F';
	/** Seconds since the start of a year that the line does not name, in the node's own zone. */
	readonly time: number;
	readonly message: string;
}

const pattern = /^([IWEF])(\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.\d+\s+\d+ [^\]]+\] ?(.*)$/;
/** Of a leap year, so that every day has a number of its own. */
const daysBefore = [0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335];

/** Lines in klog's form; continued lines and the half of a line at the start of a tail are left out. */
export const parseKlog = (text: string): readonly KlogLine[] =>
	text.split('\n').flatMap(line => {
		const [, severity, ...rest] = pattern.exec(line) ?? [];
		const [month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = rest.slice(0, 5).map(Number);
		const before = daysBefore[month - 1];
		if (
			(severity !== 'I' && severity !== 'W' && severity !== 'E' && severity !== 'F') ||
			before === undefined
		) {
			return [];
		}
		const time = (before + day - 1) * 86_400 + hours * 3600 + minutes * 60 + seconds;
		return [{severity, time, message: rest[5] ?? ''}];
	});

/** What a program says, without the time, process id and place that klog puts before it. */
export const withoutKlogPrefix = (message: string): string =>
	message.replace(/^[IWEF]\d{4} [\d:.]+\s+\d+ [\w.-]+:\d+\] /, '');
