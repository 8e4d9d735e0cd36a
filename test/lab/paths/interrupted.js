import {missesOfRun, runLine} from './operator.js';

/** Starts it, sends a signal when its first child is seen plus so many seconds, and returns its own exit code. */
const interruptedLine = (signal, seconds, options = '') => `
rke2-netdoctor check ${options} & pid=$!
until [ -n "$(ps -o pid= --ppid $pid)" ] || ! kill -0 $pid 2>/dev/null; do sleep 0.02; done
sleep ${seconds}
kill -${signal} $pid 2>/dev/null
wait $pid`;

const signalTest = (id, about, signal, exitCode, expected = {}) => ({
	id,
	about,
	run: async ({node}) =>
		missesOfRun(await runLine(node, interruptedLine(signal, 0.1)), {exitCode, ...expected}),
});

const state = '/var/lib/rke2-netdoctor';

/** Two runs for one lock; their exit codes, the lower first. */
const twoLine = `
rke2-netdoctor check --quiet & one=$!
rke2-netdoctor check --quiet & other=$!
wait $one; first=$?
wait $other; second=$?
ls -A ${state}
rke2-netdoctor schedule remove >/dev/null
echo "codes $(printf '%s\\n' $first $second | sort -n | tr '\\n' ' ')"`;

export default [
	signalTest('terminated', 'SIGTERM in the middle: the partial report, then 143', 'TERM', 143, {
		stdout: /verdict/,
	}),
	signalTest('interrupted', 'SIGINT (Ctrl-C) in the middle: the partial report, then 130', 'INT', 130, {
		stdout: /verdict/,
	}),
	{
		id: 'killed',
		about: 'SIGKILL at three moments while it writes files: no temporary file, no process stays',
		run: async ({node}) => {
			const misses = [];
			for (const seconds of [0, 0.1, 0.25]) {
				const line = interruptedLine('KILL', seconds, '--output-file /tmp/report.json');
				misses.push(...missesOfRun(await runLine(node, `${line} 2>/dev/null`), {exitCode: 137}));
			}
			return misses;
		},
	},
	{
		id: 'killed-while-a-tool-hangs',
		about: 'containerd does not answer, and the program is killed: crictl does not outlive it for long',
		run: async ({node}) => {
			await node.shell('kill -STOP "$(cat /run/lab/pid/containerd)"');
			try {
				return missesOfRun(await runLine(node, interruptedLine('KILL', 0.5)), {exitCode: 137});
			} finally {
				await node.shell('kill -CONT "$(cat /run/lab/pid/containerd)"');
			}
		},
	},
	{
		id: 'two-at-once',
		about: 'two with --quiet: one looks, the other exits 75; no lock stays',
		run: async ({node}) =>
			missesOfRun(await runLine(node, twoLine), {
				exitCode: 0,
				stdout: /^report\.json\nstate\.json\ncodes 0 75 $/,
				stderr: /^rke2-netdoctor: another run with --quiet is under way \(process \d+\)$/,
			}),
	},
];
