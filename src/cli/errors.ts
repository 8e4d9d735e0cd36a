/** A mistake in the command line: one line that says what was expected and what was given; exit code 64. */
export class UsageError extends Error {
	override readonly name = 'UsageError';
}

/** Exit codes beyond those of a verdict; sysexits(3) where it has one. */
export const exitCodes = {
	usage: 64,
	unreadableInput: 65,
	ownBug: 70,
	unwritableOutput: 73,
	/** EX_TEMPFAIL: another run holds the lock. */
	busy: 75,
	interrupted: 130,
	terminated: 143,
} as const;
