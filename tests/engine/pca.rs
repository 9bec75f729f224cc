//! Standardising and projecting, against arithmetic that can be followed by eye.

use ndarray::{Array2, array};
use segue::engine::Error;
use segue::engine::pca::{Pca, PcaParts};

use crate::support::{assert_close, test};

/// A few roundings of f32.
const TOLERANCE: f32 = 1e-6;

/// Three columns, the second logarithmic, the third constant; two components.
fn parts() -> PcaParts {
    PcaParts {
        log_columns: vec![1],
        mean: vec![10.0, 2.0, 7.0],
        scale: vec![2.0, 0.5, 0.0],
        centre: vec![0.5, 0.0, 0.0],
        components: vec![0.6, 0.8, 0.0, -0.8, 0.6, 0.0],
        explained: vec![0.7, 0.2],
    }
}

#[test]
fn columns_are_standardised() {
    let pca = Pca::new(parts()).unwrap();
    let found =
        pca.standardise(array![[14.0, 1.0_f32.exp(), 7.0], [10.0, 2.0_f32.exp(), 9.0]].view()).unwrap();
    assert_close("z", found.view(), array![[2.0, -2.0, 0.0], [0.0, 0.0, 2.0]].view(), TOLERANCE);
}

#[test]
fn components_see_what_the_centre_leaves() {
    let pca = Pca::new(parts()).unwrap();
    let found = pca.project(array![[2.5, 1.0, 9.0]].view()).unwrap();
    assert_close("embedding", found.view(), array![[0.6 * 2.0 + 0.8, -0.8 * 2.0 + 0.6]].view(), TOLERANCE);
}

/// Silence has variances of zero; they must stay numbers.
#[test]
fn the_logarithm_has_a_floor() {
    let pca = Pca::new(parts()).unwrap();
    let found =
        pca.standardise(array![[10.0, 0.0, 7.0], [10.0, -1.0, 7.0], [10.0, 1e-6, 7.0]].view()).unwrap();
    let expected = ((1e-6_f64.ln() - 2.0) / 0.5) as f32;
    for row in 0..3 {
        assert!((found[[row, 1]] - expected).abs() < 1e-4, "{} where {expected} belongs", found[[row, 1]]);
    }
}

#[test]
fn other_shapes_and_no_numbers_are_refused() {
    let pca = Pca::new(parts()).unwrap();
    assert!(matches!(
        pca.standardise(Array2::zeros((1, 4)).view()),
        Err(Error::Shape { expected: 3, found: 4, .. })
    ));
    for bad in [f32::NAN, f32::INFINITY] {
        let rows = array![[1.0, 1.0, 1.0], [1.0, 1.0, bad]];
        assert!(matches!(pca.standardise(rows.view()), Err(Error::NotANumber { row: 1, column: 2, .. })));
        assert!(matches!(pca.project(rows.view()), Err(Error::NotANumber { row: 1, column: 2, .. })));
    }
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let wrong: [fn(&mut PcaParts); 7] = [
        |parts| parts.scale.push(1.0),
        |parts| parts.centre.truncate(1),
        |parts| parts.components.truncate(5),
        |parts| parts.explained.clear(),
        |parts| parts.log_columns.push(3),
        |parts| parts.mean[0] = f32::NAN,
        |parts| parts.mean.clear(),
    ];
    for (number, change) in wrong.iter().enumerate() {
        let mut parts = parts();
        change(&mut parts);
        assert!(Pca::new(parts).is_err(), "change {number}");
    }
}

#[test]
fn bytes_bring_it_back() {
    let pca = Pca::new(parts()).unwrap();
    let bytes = pca.encode().unwrap();
    assert_eq!(Pca::decode("pca.bin", &bytes).unwrap(), pca);
    assert_eq!(Pca::decode("pca.bin", &bytes).unwrap().encode().unwrap(), bytes);
    assert!(Pca::decode("pca.bin", &bytes[..40]).is_err());
}

#[test]
fn components_lead_back_to_what_they_tell_of() {
    let pca = Pca::new(parts()).unwrap();
    let row = array![[14.0, 3.5, 9.0]];
    let components = pca.project(pca.standardise(row.view()).unwrap().view()).unwrap();
    let components: Vec<f64> = components.iter().copied().map(f64::from).collect();
    let restored = pca.restore(&components);
    let expected = array![14.0, 3.5, 7.0]; // the third column, on no axis, is as it is on average
    assert_close("restored", ndarray::aview1(&restored), expected.view(), 10.0 * TOLERANCE);
    assert_eq!(pca.restore(&[]).len(), 3);
}
