import java.io.FileInputStream;
import java.util.Map;
import java.util.TreeMap;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** Judges one PDF by standards (`ua1`, `2a`): a line for each, and one for each rule that it breaks. */
class JudgePdf {
    public static void main(String[] arguments) throws Exception {
        VeraGreenfieldFoundryProvider.initialise();
        for (int n = 1; n < arguments.length; n++) {
            PDFAFlavour standard = PDFAFlavour.byFlavourId(arguments[n]);
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(arguments[0]), standard);
                 PDFAValidator validator = Foundries.defaultInstance().createValidator(standard, false)) {
                ValidationResult found = validator.validate(parser);
                System.out.println(arguments[n] + " " + found.isCompliant() + " " + found.getTotalAssertions());
                Map<String, String> broken = new TreeMap<>();
                for (TestAssertion one : found.getTestAssertions()) {
                    if (one.getStatus() == TestAssertion.Status.FAILED) {
                        broken.put(one.getRuleId().getClause() + "-" + one.getRuleId().getTestNumber(), one.getMessage());
                    }
                }
                broken.forEach((rule, message) -> System.out.println("  " + rule + ": " + message));
            }
        }
    }
}
