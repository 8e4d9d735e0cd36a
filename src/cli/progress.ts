import {isAnimated} from './terminal.ts';

export interface Progress {
	readonly onProbe: (id: string) => void;
	readonly stop: () => void;
}

const silent: Progress = {onProbe: () => undefined, stop: () => undefined};

/** A spinner on standard error, only on a terminal; nothing that a pipe or cron would keep. */
export const startProgress = async (): Promise<Progress> => {
	if (!isAnimated(process.env, process.stderr)) {
		return silent;
	}
	const {default: ora} = await import('ora');
	const spinner = ora({text: 'reading this node', stream: process.stderr, discardStdin: false}).start();
	let read = 0;
	return {
		onProbe: id => {
			read += 1;
			spinner.text = `reading this node: ${read} (${id})`;
		},
		stop: () => {
			spinner.stop();
		},
	};
};
