import {createHash} from 'node:crypto';

export const intervals = ['5', '10', '15', '20', '30', '60'] as const;

/** What is scheduled, and how. */
export interface Schedule {
	/** The program with its arguments, as it would be started without a shell. */
	readonly command: readonly [string, ...string[]];
	/** Minutes; divides an hour. */
	readonly every: number;
	/** Decides when within the interval this node runs, so that not all do at once; where it is not known yet, systemd decides. */
	readonly hostName: string | undefined;
	readonly stateDirectory: string;
	/** Folders besides the state that the check writes to. */
	readonly writes: readonly string[];
	/** Who may read the stored report besides root. */
	readonly group?: string | undefined;
}

/** Seconds from the start of an interval, spread evenly over host names. */
export const offsetOf = ({hostName, every}: Pick<Schedule, 'hostName' | 'every'>): number =>
	createHash('sha256')
		.update(hostName ?? '')
		.digest()
		.readUInt32BE(0) %
	(every * 60);

const minuteAndSecond = (schedule: Schedule): readonly [minute: number, second: number] => {
	const offset = offsetOf(schedule);
	return [Math.floor(offset / 60), offset % 60];
};

/** A word of ExecStart= and other settings: https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html#Command%20lines */
const systemdWord = (word: string): string => {
	const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
	return /^[\w@%+=:,./$-]+$/.test(escaped)
		? escaped
		: `"${escaped.replace(/["\\]/g, String.raw`\$&`).replaceAll('\n', String.raw`\n`)}"`;
};

/** Paths of a setting take no `$`. */
const systemdPath = (path: string): string => systemdWord(path).replaceAll('$$', '$');

/** A shell's word; cron makes a percent sign a line break. */
const cronWord = (word: string): string => {
	const quoted = /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
	return quoted.replaceAll('%', String.raw`\%`);
};

/**
 * Root without what the check has no use for. It still enters the network namespaces of pods (CAP_SYS_ADMIN, net),
 * reads other processes (CAP_SYS_PTRACE, CAP_DAC_READ_SEARCH), lists netfilter rules (CAP_NET_ADMIN), pings
 * (CAP_NET_RAW), and replaces files in folders of others (CAP_DAC_OVERRIDE). Not ProtectKernelModules, which hides
 * /lib/modules, and not MemoryDenyWriteExecute, without which Node.js cannot start.
 */
const sandbox = `NoNewPrivileges=yes
CapabilityBoundingSet=CAP_DAC_OVERRIDE CAP_DAC_READ_SEARCH CAP_NET_ADMIN CAP_NET_RAW CAP_SYS_ADMIN CAP_SYS_PTRACE
ProtectSystem=strict
ProtectHome=read-only
ProtectKernelTunables=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
PrivateDevices=yes
RestrictNamespaces=net
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK AF_PACKET
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native`;

const isDefaultState = (path: string): boolean => /^\/var\/lib\/[\w.-]+$/.test(path);

/** A run that finds a sick network did its work: no failed unit. */
export const serviceUnit = (schedule: Schedule): string => {
	const {command, stateDirectory, group, writes} = schedule;
	const isManaged = isDefaultState(stateDirectory);
	const writable = [...(isManaged ? [] : [stateDirectory]), ...writes];
	return `[Unit]
Description=Diagnose the network of this RKE2 node
Documentation=https://docs.rke2.io/networking/basic_network_options

[Service]
Type=oneshot
ExecStart=${command.map(systemdWord).join(' ')}
SuccessExitStatus=1 2 3 75
TimeoutStartSec=3min
Environment=LANG=C.UTF-8
Nice=19
IOSchedulingClass=idle
UMask=0077
${group === undefined ? '' : `Group=${group}\n`}${
	isManaged
		? `StateDirectory=${stateDirectory.slice('/var/lib/'.length)}\nStateDirectoryMode=${group === undefined ? '0700' : '0750'}\n`
		: ''
}${writable.map(path => `ReadWritePaths=-${systemdPath(path)}\n`).join('')}${sandbox}
`;
};

export const timerUnit = (schedule: Schedule): string => {
	return `[Unit]
Description=Diagnose the network of this RKE2 node every ${schedule.every} minutes

[Timer]
${schedule.hostName === undefined ? spreadBySystemd(schedule) : spreadByName(schedule)}
AccuracySec=5s

[Install]
WantedBy=timers.target
`;
};

const everyOf = ({every}: Schedule): string => (every === 60 ? '' : `/${every}`);

const spreadByName = (schedule: Schedule): string => {
	const [minute, second] = minuteAndSecond(schedule);
	return `# The minute and the second are this node's own: they follow from its name.
OnCalendar=*:${minute}${everyOf(schedule)}:${String(second).padStart(2, '0')}`;
};

const spreadBySystemd = (schedule: Schedule): string => `OnCalendar=*:0${everyOf(schedule)}
# Not all nodes at once; the same delay each time where systemd is 247 or newer.
RandomizedDelaySec=${schedule.every}min
FixedRandomDelay=yes`;

/** For nodes without systemd. cron mails what is printed: nothing, unless something changed. */
export const cronFile = (schedule: Schedule): string => {
	const [minute, second] = minuteAndSecond(schedule);
	const minutes = schedule.every === 60 ? `${minute}` : `${minute}-59/${schedule.every}`;
	return `# Diagnoses the network of this RKE2 node. The minute and the second are this node's own: they follow from its name.
SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
LANG=C.UTF-8
${minutes} * * * * root sleep ${second}; umask 077; exec nice -n 19 ionice -c 3 ${schedule.command.map(cronWord).join(' ')}
`;
};

/** When a timer or cron file of ours runs next after `now`, or `undefined` when it is none of ours. */
export const nextRun = (text: string, now: Date): Date | undefined => {
	const [, timerMinute, timerEvery, timerSecond] =
		/^OnCalendar=\*:(\d+)(?:\/(\d+))?:(\d+)$/m.exec(text) ?? [];
	const [, cronMinute, cronEvery, cronSecond] =
		/^(\d+)(?:-59\/(\d+))? \* \* \* \* root sleep (\d+);/m.exec(text) ?? [];
	const [minute, second] = [timerMinute ?? cronMinute, timerSecond ?? cronSecond].map(Number);
	const every = Number(timerEvery ?? cronEvery ?? 60);
	if (minute === undefined || second === undefined || Number.isNaN(minute + second)) {
		return undefined;
	}
	const hour = new Date(now);
	hour.setMinutes(0, 0, 0);
	const first = hour.getTime() + (minute * 60 + second) * 1000;
	const step = every * 60_000;
	return new Date(first + (Math.floor((now.getTime() - first) / step) + 1) * step);
};
