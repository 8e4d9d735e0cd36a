import fc from 'fast-check';

// A run that fails must fail again: FAST_CHECK_SEED=$RANDOM npm test looks elsewhere.
fc.configureGlobal({...fc.readConfigureGlobal(), seed: Number(process.env.FAST_CHECK_SEED ?? 20_261_122)});
